package macaw.labeling.tasks;

import java.util.UUID;

/** Where it is known who had which task. */
public interface HolderStore {
    /** What a labeler has to do with a task. */
    enum Holding {
        /** They have or had a lease of it. */
        HAD,
        /** They never had one. */
        NEVER,
        /** There is no such task. */
        NO_TASK
    }

    Holding holding(String namespace, UUID task, UUID labeler);
}
