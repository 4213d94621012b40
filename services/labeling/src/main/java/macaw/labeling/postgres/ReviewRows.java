package macaw.labeling.postgres;

import java.util.Optional;
import java.util.UUID;
import macaw.labeling.review.ReviewStore;
import macaw.labeling.submissions.Submission;
import org.jdbi.v3.core.Handle;

/** The trail of decisions; lines are only ever added. */
final class ReviewRows {
    private ReviewRows() {}

    static void add(
            Handle handle, String namespace, UUID task, Optional<Submission> outcome, ReviewStore.Statement statement) {
        handle.createUpdate("""
                        insert into review (namespace, task_id, submission_id, action, reviewer, comment, state, revision,
                                            decided_at)
                        values (:namespace, :task, cast(:submission as uuid), :action, :reviewer, :comment, :state,
                                cast(:revision as bigint), :at)""")
                .bind("namespace", namespace)
                .bind("task", task)
                .bind("submission", outcome.map(Submission::id).orElse(null))
                .bind("action", statement.action().name())
                .bind("reviewer", statement.reviewer())
                .bind("comment", statement.comment())
                .bind(
                        "state",
                        outcome.map(submission -> submission.state().name()).orElse(null))
                .bind("revision", outcome.map(Submission::revision).orElse(null))
                .bind("at", statement.at())
                .execute();
    }
}
