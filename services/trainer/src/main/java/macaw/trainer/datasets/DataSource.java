package macaw.trainer.datasets;

import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/** Where a run's rows come from. */
public sealed interface DataSource {

    /** A snapshot that labeling froze; exported once, then read from the store. */
    record Snapshot(String id) implements DataSource {
        public Snapshot {
            if (id.isBlank()) {
                throw new CodedException(ErrorCode.SETTINGS_INVALID, "a snapshot id must not be blank");
            }
        }
    }

    /** A file of canonical rows in the store, by the SHA-256 of its bytes. */
    record Uploaded(String sha256) implements DataSource {
        public Uploaded {
            if (!sha256.matches("[0-9a-f]{64}")) {
                throw new CodedException(
                        ErrorCode.SETTINGS_INVALID,
                        "a data set is named by its SHA-256, 64 lower-case hex digits, was '" + sha256 + "'");
            }
        }
    }
}
