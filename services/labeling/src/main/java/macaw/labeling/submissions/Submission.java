package macaw.labeling.submissions;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A labeler's work on one task.
 *
 * @param namespace owner
 * @param id the submission; the key of its topic
 * @param task the task
 * @param labeler who
 * @param lease under which it was done
 * @param idempotencyKey chosen by the sender; the same key with the same content is the same submission
 * @param fingerprint of the content
 * @param shownOrder the outputs in the order that the labeler saw; empty for demonstrations
 * @param durationMillis time spent, as the sender measured it
 * @param submittedAt when it was recorded
 * @param state whether it counts
 * @param revision 1, and one more with every change
 */
public record Submission(
        String namespace,
        UUID id,
        UUID task,
        UUID labeler,
        UUID lease,
        String idempotencyKey,
        String fingerprint,
        List<UUID> shownOrder,
        int durationMillis,
        Instant submittedAt,
        SubmissionState state,
        long revision) {
    public Submission {
        shownOrder = List.copyOf(shownOrder);
    }

    /** What is left of it after it was taken back. */
    public Submission withdrawn() {
        return new Submission(
                namespace,
                id,
                task,
                labeler,
                lease,
                idempotencyKey,
                fingerprint,
                shownOrder,
                durationMillis,
                submittedAt,
                SubmissionState.WITHDRAWN,
                revision + 1);
    }
}
