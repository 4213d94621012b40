package macaw.labeling.drafts;

import java.util.Optional;
import java.util.UUID;

/** Where drafts are kept: one of each labeler and task. Recording a submission drops its labeler's draft in the same transaction. */
public interface DraftStore {
    /** Keeps it in place of the one before. */
    void save(String namespace, UUID task, UUID labeler, Draft draft);

    Optional<Draft> find(String namespace, UUID task, UUID labeler);

    void drop(String namespace, UUID task, UUID labeler);
}
