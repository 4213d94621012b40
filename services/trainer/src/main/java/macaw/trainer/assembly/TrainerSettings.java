package macaw.trainer.assembly;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import macaw.trainer.memory.MemoryCheck;

/** The trainer's own settings, beside those that every service has. */
@ConfigMapping(prefix = "macaw")
public interface TrainerSettings {
    /** Labeling, whose snapshots runs may name. */
    Labeling labeling();

    /** Limits on what comes in. */
    Imports imports();

    /** Where the figures of runs are written beside the store. */
    MetricsLog metricsLog();

    /** Whether runs fit into memory. */
    Memory memory();

    /** Where labeling is. */
    interface Labeling {
        /** MACAW_LABELING_TARGET: host:port of labeling's gRPC; without it runs can read uploaded data sets only. */
        Optional<String> target();
    }

    /** Where the figures of runs are written beside the store. */
    interface MetricsLog {
        /** MACAW_METRICS_LOG_FORMAT: none, or every step of every run as jsonl (metrics.jsonl) or tensorboard (event files). */
        @WithDefault("none")
        Format format();

        /** MACAW_METRICS_LOG_DIRECTORY: where they are written, NAMESPACE/RUN/ a run; wanted with a format. */
        Optional<Path> directory();

        /** The file's format. */
        enum Format {
            /** No file is written. */
            NONE,
            /** One object a step. */
            JSONL,
            /** TensorBoard's event files. */
            TENSORBOARD
        }
    }

    /** Limits on what comes in. */
    interface Imports {
        /** MACAW_IMPORTS_MAX_CHECKPOINT_BYTES: the largest checkpoint that is imported. */
        @WithDefault("68719476736")
        long maxCheckpointBytes();

        /** MACAW_IMPORTS_MAX_DATASET_BYTES: the largest data set that is uploaded. */
        @WithDefault("4294967296")
        long maxDatasetBytes();
    }

    /** Whether runs fit into memory. */
    interface Memory {
        /** MACAW_MEMORY_CHECK: what becomes of a run that would not fit: refuse, warn or off. */
        @WithDefault("refuse")
        MemoryCheck check();

        /** MACAW_MEMORY_LIMIT_BYTES: what a run may take; without it what machine and container have left, and on a GPU no limit. */
        OptionalLong limitBytes();
    }
}
