package macaw.cli.systems;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import macaw.localstack.Service;
import macaw.localstack.StackException;
import macaw.localstack.StackState;

/**
 * What commands need of a system that runs, wherever it does.
 *
 * @param services where those services answer that are part of it
 * @param kafka settings of a Kafka client that reaches its broker
 * @param key the operator's key
 */
public record RunningSystem(Map<Service, ServiceAddress> services, Map<String, Object> kafka, String key) {

    public RunningSystem {
        services = Map.copyOf(services);
        kafka = Map.copyOf(kafka);
    }

    /** The stack that {@code macaw up} has started. */
    public static RunningSystem of(StackState stack) {
        Map<Service, ServiceAddress> services = new EnumMap<>(Service.class);
        for (Service service : Service.values()) {
            stack.address(service).ifPresent(address -> services.put(service, ServiceAddress.of(address)));
        }
        return new RunningSystem(services, Map.of("bootstrap.servers", stack.kafka()), stack.key());
    }

    /** Where a service answers; empty where the system runs without it. */
    public Optional<ServiceAddress> find(Service service) {
        return Optional.ofNullable(services.get(service));
    }

    /** Where a service answers. */
    public ServiceAddress address(Service service) {
        return find(service)
                .orElseThrow(() -> new StackException("the system runs without the " + service.title() + " service"));
    }

    /** {@code host:port} of the broker. */
    String bootstrap() {
        return String.valueOf(kafka.get("bootstrap.servers"));
    }
}
