package macaw.labeling.assembly;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What labeling is told beside what every service is told. Each is an environment variable too. */
@ConfigMapping(prefix = "macaw")
public interface LabelingSettings {
    /** PostgreSQL. */
    DatabaseSettings database();

    /** Where outputs come from. */
    GeneratorSettings generator();

    /** Labelers' holds on tasks. */
    LeaseSettings lease();

    /** How recorded judgements reach Kafka. */
    OutboxSettings outbox();

    /** How agreement becomes a metric. */
    AgreementSettings agreement();

    /** PostgreSQL. */
    interface DatabaseSettings {
        /** MACAW_DATABASE_URL: jdbc:postgresql://host:port/database. */
        String url();

        /** MACAW_DATABASE_USER: owner of the tables. */
        String user();

        /** MACAW_DATABASE_PASSWORD: its password. */
        String password();
    }

    /** Where outputs come from. */
    interface GeneratorSettings {
        /** MACAW_GENERATOR_TARGET: host:port of the generator's gRPC. */
        String target();

        /** MACAW_GENERATOR_PARALLELISM: prompts whose outputs are asked for at a time. */
        @WithDefault("8")
        int parallelism();
    }

    /** Labelers' holds on tasks. */
    interface LeaseSettings {
        /** MACAW_LEASE_LENGTH: how long a task is held without being renewed. */
        @WithDefault("PT15M")
        Duration length();
    }

    /** How recorded judgements reach Kafka. */
    interface OutboxSettings {
        /** MACAW_OUTBOX_PAUSE: wait between two looks into an empty outbox. */
        @WithDefault("PT0.5S")
        Duration pause();
    }

    /** How agreement becomes a metric. */
    interface AgreementSettings {
        /** MACAW_AGREEMENT_PAUSE: wait between two looks for judgements that have changed. */
        @WithDefault("PT1M")
        Duration pause();
    }
}
