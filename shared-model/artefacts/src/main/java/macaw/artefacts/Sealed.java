package macaw.artefacts;

import java.time.Instant;

/**
 * A folder whose manifest is in place.
 *
 * @param manifest what it holds
 * @param sha256 hash of the manifest's bytes: the folder's identity
 * @param sealedAt when its manifest was written, by the store's clock; no part of the identity
 */
public record Sealed(Manifest manifest, String sha256, Instant sealedAt) {
    /** Refuses a hash that is none. */
    public Sealed {
        Hashes.requireSha256(sha256);
    }

    /** Its place in the store. */
    public StorePath folder() {
        return manifest.folder();
    }
}
