package macaw.labeling.labelers;

import java.util.Optional;
import java.util.UUID;

/** Where labelers are kept. A withdrawn one is found no more. */
public interface LabelerStore {
    /** Adds it unless the subject is there; returns the one that is there afterwards. FORBIDDEN where that one is withdrawn. */
    Labeler addIfAbsent(Labeler labeler, Optional<String> keySha256);

    Optional<Labeler> bySubject(String namespace, String subject);

    /** The labeler whose key has this SHA-256 (64 lower-case hex digits), in whichever namespace. */
    Optional<Labeler> byKey(String keySha256);

    /** The labeler of that id, in whichever namespace. */
    Optional<Labeler> byId(UUID id);
}
