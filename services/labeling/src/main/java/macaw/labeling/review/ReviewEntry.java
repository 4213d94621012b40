package macaw.labeling.review;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import macaw.labeling.submissions.SubmissionState;

/**
 * A line of the trail: who decided what, and what came of it.
 *
 * @param task about which task
 * @param outcome the submission afterwards; empty where the decision is about the task alone
 * @param action what was decided
 * @param reviewer who to access control
 * @param comment why; may be empty
 * @param at when
 */
public record ReviewEntry(
        UUID task, Optional<Outcome> outcome, Action action, String reviewer, String comment, Instant at) {
    /** What leads do. */
    public enum Action {
        SEND_BACK,
        EXCLUDE,
        COUNT,
        /** Judge the task themselves. */
        ADJUDICATE,
        /** Take a submission back for good. */
        WITHDRAW,
        /** Let nothing of the task be changed any more. */
        CLOSE,
        /** Take that back. */
        REOPEN;

        static Action of(Verdict verdict) {
            return switch (verdict) {
                case SEND_BACK -> SEND_BACK;
                case EXCLUDE -> EXCLUDE;
                case COUNT -> COUNT;
            };
        }
    }

    /**
     * What became of a submission.
     *
     * @param submission which
     * @param state whether it counts afterwards
     * @param revision its revision afterwards
     */
    public record Outcome(UUID submission, SubmissionState state, long revision) {}
}
