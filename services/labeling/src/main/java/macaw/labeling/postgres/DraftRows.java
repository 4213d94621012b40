package macaw.labeling.postgres;

import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Dropping drafts within the transaction that records what became of them. */
final class DraftRows {
    private DraftRows() {}

    static void drop(Handle handle, String namespace, UUID task, UUID labeler) {
        handle.createUpdate(
                        "delete from draft where namespace = :namespace and task_id = :task and labeler_id = :labeler")
                .bind("namespace", namespace)
                .bind("task", task)
                .bind("labeler", labeler)
                .execute();
    }
}
