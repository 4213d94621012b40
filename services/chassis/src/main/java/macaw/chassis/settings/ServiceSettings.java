package macaw.chassis.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The settings every service has; a service adds its own in one interface with the same prefix. Each is an environment variable too:
 * {@code macaw.kafka.bootstrap} is {@code MACAW_KAFKA_BOOTSTRAP}. One that is missing stops the service with a line that names it.
 */
@ConfigMapping(prefix = "macaw")
public interface ServiceSettings {
    /** MACAW_NAMESPACE: whose topics this service reads and writes. */
    @WithDefault("default")
    String namespace();

    /** REST, pages and gRPC. */
    Http http();

    /** Health and metrics. */
    Management management();

    /** The broker. */
    Kafka kafka();

    /** MACAW_STATE_DIR: a writable directory of this one process: session secret, journals, caches. */
    Path stateDir();

    /** MACAW_THREADS: threads of native work in this process, all runtimes together. */
    @WithDefault("2")
    int threads();

    /** MACAW_DEVICE: "cpu" or "cuda:N". */
    @WithDefault("cpu")
    String device();

    /** MACAW_SERVICE_KEY: the key this service shows to the others. */
    Optional<String> serviceKey();

    /** Who may call. */
    Access access();

    /** The public port. */
    interface Http {
        /** MACAW_HTTP_HOST: address to listen on. */
        @WithDefault("127.0.0.1")
        String host();

        /** MACAW_HTTP_PORT: one port for REST, pages and gRPC. */
        int port();
    }

    /** The port for operators. */
    interface Management {
        /** MACAW_MANAGEMENT_PORT: health and metrics. */
        int port();
    }

    /** How to reach Kafka. */
    interface Kafka {
        /** MACAW_KAFKA_BOOTSTRAP: host:port, comma separated. */
        String bootstrap();
    }

    /** Keys. */
    interface Access {
        /** MACAW_ACCESS_KEYS_FILE: JSON with the hashes of all keys, mode 0600. */
        Path keysFile();
    }
}
