package macaw.generator.policies;

import macaw.records.VersionRef;

/** Brings a version to where it can write. */
@FunctionalInterface
public interface PolicyLoader {
    /**
     * Loads exactly that version. Errors: VERSION_UNKNOWN, MANIFEST_MISMATCH, STORE_UNAVAILABLE, and whatever is wrong with a checkpoint.
     */
    LoadedPolicy load(VersionRef version);
}
