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

    /** People in browsers. */
    Session session();

    /** Traces. */
    Traces traces();

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

        /** MACAW_KAFKA_SECURITY_PROTOCOL: PLAINTEXT (the default), SSL, SASL_PLAINTEXT or SASL_SSL. */
        Optional<String> securityProtocol();

        /** MACAW_KAFKA_SASL_MECHANISM: SCRAM-SHA-512 (the default), SCRAM-SHA-256, PLAIN, OAUTHBEARER or GSSAPI. */
        Optional<String> saslMechanism();

        /** MACAW_KAFKA_SASL_JAAS_CONFIG: the login module with user and password, as Kafka's sasl.jaas.config. */
        Optional<String> saslJaasConfig();

        /** MACAW_KAFKA_CA_FILE: PEM of the certificates that sign the broker's; without it the JVM's own list. */
        Optional<String> caFile();

        /** MACAW_KAFKA_KEYSTORE_FILE: PKCS12 with this service's own certificate and key, where the broker wants one. */
        Optional<String> keystoreFile();

        /** MACAW_KAFKA_KEYSTORE_PASSWORD: opens it. */
        Optional<String> keystorePassword();
    }

    /** People in browsers. */
    interface Session {
        /**
         * MACAW_SESSION_SECRET_FILE: 32 random bytes or more under which sessions are signed, the same for all replicas of a service;
         * without it this process makes one in its state directory.
         */
        Optional<Path> secretFile();
    }

    /** Keys. */
    interface Access {
        /** MACAW_ACCESS_KEYS_FILE: JSON with the hashes of all keys; nobody but its owner may write it. */
        Path keysFile();
    }

    /** Where spans go. */
    interface Traces {
        /** MACAW_TRACES_ENDPOINT: OTLP receiver (gRPC), e.g. http://otel-collector:4317; without it nothing is traced or sent. */
        Optional<String> endpoint();

        /**
         * MACAW_TRACES_RATIO: share of traces that are recorded, 0 to 1, decided where a trace begins: a rollout in the trainer, a request where
         * its caller brings no decision. An iteration of PPO is always recorded.
         */
        @WithDefault("0.1")
        double ratio();
    }
}
