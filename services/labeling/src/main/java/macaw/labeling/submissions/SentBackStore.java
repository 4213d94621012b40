package macaw.labeling.submissions;

import java.util.Optional;
import java.util.UUID;

/** Where it is known what was sent back. */
public interface SentBackStore {
    /** The labeler's submission to the task, where it was sent back. */
    Optional<SentBack> find(String namespace, UUID task, UUID labeler);
}
