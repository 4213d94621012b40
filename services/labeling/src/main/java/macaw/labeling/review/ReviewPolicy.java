package macaw.labeling.review;

import java.time.Instant;
import java.util.Locale;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.submissions.Change;
import macaw.labeling.submissions.ExclusionCause;
import macaw.labeling.submissions.RevisionStore.Whole;
import macaw.labeling.submissions.Submission;
import macaw.labeling.submissions.SubmissionState;
import macaw.labeling.tasks.Occupancy;

/** Which decision a lead may take about a submission in which state. */
final class ReviewPolicy {
    private ReviewPolicy() {}

    /**
     * Decides. TASK_CLOSED; TASK_FULL where a place is needed and none is free; SUBMISSION_STATE_CONFLICT where it makes no sense.
     *
     * @param whole the submission
     * @param occupancy who is at its task
     */
    static Reviewing decide(Whole whole, Occupancy occupancy, Verdict verdict, String comment, Instant now) {
        Submission before = whole.submission();
        if (whole.closed()) {
            throw new CodedException(ErrorCode.TASK_CLOSED, "task " + before.task() + " is closed");
        }
        checkAllowed(before, verdict);
        if (isSo(before, verdict)) {
            return whole.reviewComment().orElse("").equals(comment)
                    ? new Reviewing.AlreadyThere(before)
                    : new Reviewing.Noted(before);
        }
        if (needsPlace(before, verdict) && !occupancy.hasPlaceFor(before.labeler(), now)) {
            throw new CodedException(
                    ErrorCode.TASK_FULL,
                    "task " + before.task() + " has " + occupancy.overlap()
                            + " places, and all are taken or kept for others");
        }
        Submission after = switch (verdict) {
            case SEND_BACK -> before.in(SubmissionState.SENT_BACK, null);
            case EXCLUDE -> before.in(SubmissionState.EXCLUDED, ExclusionCause.REVIEW);
            case COUNT -> before.in(SubmissionState.COUNTING, null);
        };
        var change = new Change(before, after);
        return new Reviewing.Changed(change, change.news(whole.task(), whole.content(), whole.labeler()));
    }

    private static void checkAllowed(Submission before, Verdict verdict) {
        boolean allowed = switch (before.state()) {
            case COUNTING, SENT_BACK, SURPLUS -> true;
            case EXCLUDED -> isExcludedByJudgement(before);
            case WITHDRAWN -> false;
        };
        // an adjudication is the lead's own: it has no labeler to go back to
        if (!allowed || (before.adjudication() && verdict != Verdict.EXCLUDE)) {
            throw new CodedException(
                    ErrorCode.SUBMISSION_STATE_CONFLICT,
                    "submission " + before.id() + " is " + state(before) + ": " + word(verdict)
                            + " does not apply to it");
        }
    }

    /** Answers to gold tasks are no data, and conflicting work has its labeler's other submission beside it: neither ever counts. */
    private static boolean isExcludedByJudgement(Submission submission) {
        return submission.cause() == ExclusionCause.REVIEW || submission.cause() == ExclusionCause.SCREENING;
    }

    private static boolean isSo(Submission before, Verdict verdict) {
        return switch (verdict) {
            case SEND_BACK -> before.state() == SubmissionState.SENT_BACK;
            case EXCLUDE -> before.cause() == ExclusionCause.REVIEW;
            case COUNT -> before.state() == SubmissionState.COUNTING;
        };
    }

    /** Counting work gives up its own place when it is sent back, and sent-back work has one. */
    private static boolean needsPlace(Submission before, Verdict verdict) {
        return verdict != Verdict.EXCLUDE && before.state() != SubmissionState.COUNTING;
    }

    private static String state(Submission submission) {
        if (submission.adjudication()) {
            return "an adjudication";
        }
        ExclusionCause cause = submission.cause();
        return cause == null ? word(submission.state()) : word(submission.state()) + " (" + word(cause) + ")";
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
