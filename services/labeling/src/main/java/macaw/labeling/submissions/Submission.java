package macaw.labeling.submissions;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import macaw.labeling.gold.Standing;
import macaw.labeling.projects.Terms;
import macaw.labeling.texts.Texts;
import org.jspecify.annotations.Nullable;

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
 * @param durationMillis time spent on all its contents, as the sender measured it
 * @param submittedAt when it was recorded first
 * @param terms the guidelines and the form that the labeler had
 * @param comment the labeler's own; may be empty
 * @param adjudication whether it is a reviewer's own judgement, which takes no place
 * @param state whether it counts
 * @param cause why it does not; of excluded ones only
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
        Terms terms,
        String comment,
        boolean adjudication,
        SubmissionState state,
        @Nullable ExclusionCause cause,
        long revision) {
    public Submission {
        shownOrder = List.copyOf(shownOrder);
        Texts.optional("comment", comment, Texts.MAX_COMMENT);
        if ((state == SubmissionState.EXCLUDED) != (cause != null)) {
            throw new IllegalArgumentException("a cause is of excluded submissions, was " + cause + " of " + state);
        }
    }

    /** The same in another state, one revision later. */
    public Submission in(SubmissionState newState, @Nullable ExclusionCause newCause) {
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
                terms,
                comment,
                adjudication,
                newState,
                newCause,
                revision + 1);
    }

    /** The same with other content, one revision later. Time spent adds up. */
    Submission revised(String newFingerprint, int millis, String newComment, Terms newTerms, Standing standing) {
        return new Submission(
                namespace,
                id,
                task,
                labeler,
                lease,
                idempotencyKey,
                newFingerprint,
                shownOrder,
                (int) Math.min((long) durationMillis + millis, Integer.MAX_VALUE),
                submittedAt,
                newTerms,
                newComment,
                adjudication,
                standing.state(),
                standing.cause(),
                revision + 1);
    }

    /** Whether it counts, and why not. */
    public Standing standing() {
        return new Standing(state, cause);
    }

    /** The state as its labeler is told it. */
    public SubmissionState toldState() {
        return standing().asSeenByLabeler().state();
    }

    /** What is left of it after it was taken back. */
    public Submission withdrawn() {
        return in(SubmissionState.WITHDRAWN, null);
    }
}
