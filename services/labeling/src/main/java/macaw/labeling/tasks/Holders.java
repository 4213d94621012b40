package macaw.labeling.tasks;

import java.util.UUID;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/** Who has or had which task: only they keep drafts of it, mark its prompt or ask about it. */
public final class Holders {
    private final HolderStore store;

    public Holders(HolderStore store) {
        this.store = store;
    }

    /** Refuses a labeler who was never handed the task: LEASE_LOST; TASK_UNKNOWN. */
    public void check(String namespace, UUID task, UUID labeler) {
        switch (store.holding(namespace, task, labeler)) {
            case HAD -> {}
            case NEVER ->
                throw new CodedException(ErrorCode.LEASE_LOST, "task " + task + " was never handed to this labeler");
            case NO_TASK -> throw new CodedException(ErrorCode.TASK_UNKNOWN, "no task " + task);
        }
    }
}
