package macaw.artefacts;

import java.time.Instant;
import macaw.records.VersionRef;

/** A version that is in the store, whole. */
public record PublishedVersion(VersionKind kind, VersionRef ref, Sealed content) {
    /** The folder of a version. */
    public static StorePath folder(VersionKind kind, String namespace, String name, long number) {
        return StorePath.of(namespace, kind.folder(), name, StorePath.numbered(number));
    }

    static PublishedVersion of(VersionKind kind, String namespace, String name, long number, Sealed content) {
        return new PublishedVersion(kind, new VersionRef(namespace, name, number, content.sha256()), content);
    }

    /** Where it came from. */
    public Provenance provenance() {
        return content.manifest().provenance();
    }

    /** When it came into the store. */
    public Instant publishedAt() {
        return content.sealedAt();
    }
}
