package macaw.labeling.drafts;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import macaw.labeling.tasks.Lease;
import org.jspecify.annotations.Nullable;

/** Where drafts are kept: one of each labeler and task. Recording a submission drops its labeler's draft in the same transaction. */
public interface DraftStore {
    /**
     * What the decision rests on.
     *
     * @param handedIn whether the labeler has handed the task in, and is not to do it again
     * @param lease what became of the lease; empty where it is not the labeler's, or none was named
     */
    record Situation(boolean handedIn, Optional<Lease.State> lease) {}

    /** Decides and keeps it in place of the one before, while nobody hands the task in. */
    void save(String namespace, UUID task, @Nullable UUID lease, UUID labeler, Function<Situation, Draft> decision);

    Optional<Draft> find(String namespace, UUID task, UUID labeler);

    void drop(String namespace, UUID task, UUID labeler);
}
