package macaw.cli.systems;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import macaw.localstack.Service;
import macaw.localstack.StackException;
import macaw.topics.kafka.KafkaSecurity;

/** A system whose addresses stand in the environment, as in a container beside it. */
public final class EnvironmentSystem {
    private static final int MANAGEMENT_OFFSET = 100;

    private EnvironmentSystem() {}

    /** What the variables say; a service that none names is not part of it. */
    public static RunningSystem running(Map<String, String> environment) {
        Map<Service, ServiceAddress> services = new EnumMap<>(Service.class);
        for (Service service : Service.values()) {
            String variable = "MACAW_" + service.name() + "_TARGET";
            variable(environment, variable).ifPresent(target -> services.put(service, address(variable, target)));
        }
        Map<String, Object> kafka = new HashMap<>();
        variable(environment, "MACAW_KAFKA_BOOTSTRAP").ifPresent(hosts -> {
            kafka.putAll(KafkaSecurity.of(environment).properties());
            kafka.put("bootstrap.servers", hosts);
        });
        if (services.isEmpty() && kafka.isEmpty()) {
            throw new StackException(
                    "--target env needs MACAW_LABELING_TARGET, MACAW_GENERATOR_TARGET, MACAW_REWARD_TARGET, MACAW_TRAINER_TARGET (host:port) or MACAW_KAFKA_BOOTSTRAP; none is set");
        }
        return new RunningSystem(services, kafka, key(environment));
    }

    private static ServiceAddress address(String variable, String target) {
        int colon = target.lastIndexOf(':');
        try {
            String host = target.substring(0, Math.max(0, colon));
            int port = Integer.parseInt(target.substring(colon + 1));
            if (!host.isBlank()) {
                return ServiceAddress.of(host, port, port + MANAGEMENT_OFFSET);
            }
        } catch (NumberFormatException notAPort) {
            // said below
        }
        throw new StackException(variable + " is \"" + target + "\", which is not host:port");
    }

    private static String key(Map<String, String> environment) {
        Optional<String> file = variable(environment, "MACAW_KEY_FILE");
        if (file.isEmpty()) {
            return variable(environment, "MACAW_KEY").orElse("");
        }
        try {
            return Files.readString(Path.of(file.get())).strip();
        } catch (IOException e) {
            throw new StackException("MACAW_KEY_FILE cannot be read: " + e, e);
        }
    }

    private static Optional<String> variable(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }
}
