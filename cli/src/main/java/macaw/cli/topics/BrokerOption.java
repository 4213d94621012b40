package macaw.cli.topics;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import macaw.localstack.StackException;
import macaw.topics.kafka.KafkaSecurity;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which broker a command talks to, and how it gets in: the environment's variables are those of the services. */
final class BrokerOption {
    private static final String VARIABLE = "MACAW_KAFKA_BOOTSTRAP";

    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description = "the broker, several with commas between them (default: " + VARIABLE
                    + "); MACAW_KAFKA_SECURITY_PROTOCOL and its like say how to get in")
    private @Nullable String bootstrap;

    String address() {
        return Optional.ofNullable(bootstrap)
                .or(() -> Optional.ofNullable(System.getenv(VARIABLE)))
                .filter(address -> !address.isBlank())
                .orElseThrow(() -> new StackException("no broker: neither --bootstrap nor " + VARIABLE + " is set"));
    }

    /** Of an admin client that waits so long for an answer. */
    Map<String, Object> client(int timeoutMillis) {
        return client(address(), timeoutMillis);
    }

    /** The same for a broker that was found otherwise. */
    static Map<String, Object> client(String address, int timeoutMillis) {
        Map<String, Object> settings =
                new HashMap<>(KafkaSecurity.of(System.getenv()).properties());
        settings.put("bootstrap.servers", address);
        settings.put("client.id", "macaw");
        settings.put("default.api.timeout.ms", timeoutMillis);
        settings.put("request.timeout.ms", timeoutMillis);
        settings.put("reconnect.backoff.max.ms", 1_000);
        return settings;
    }
}
