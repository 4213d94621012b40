package macaw.labeling.gold;

import macaw.labeling.submissions.ExclusionCause;
import macaw.labeling.submissions.SubmissionState;

/**
 * What decides, beside a free place, whether a labeler's work on a task counts.
 *
 * @param gold whether the task is a gold task
 * @param screened whether the labeler's work counts in this project: there is no screening, or it is passed
 */
public record Trial(boolean gold, boolean screened) {
    /** An ordinary task of somebody whose work counts. */
    public static final Trial NONE = new Trial(false, true);

    /** What becomes of new work that would be {@code admitted} if nobody were tried. */
    public Standing of(SubmissionState admitted) {
        if (gold) {
            return new Standing(SubmissionState.EXCLUDED, ExclusionCause.GOLD);
        }
        return screened
                ? new Standing(admitted, null)
                : new Standing(SubmissionState.EXCLUDED, ExclusionCause.SCREENING);
    }

    /**
     * What becomes of recorded work now that the task became gold or ordinary, or its labeler passed. Work that a lead or the labeler decided about,
     * and work that counts already, stays as it is unless the task is gold.
     *
     * @param isFree whether a place of the task is free for it
     */
    public Standing again(Standing recorded, boolean isFree) {
        return switch (recorded.state()) {
            case SENT_BACK, WITHDRAWN -> recorded;
            case COUNTING, SURPLUS -> gold ? new Standing(SubmissionState.EXCLUDED, ExclusionCause.GOLD) : recorded;
            case EXCLUDED ->
                recorded.isTried() ? of(isFree ? SubmissionState.COUNTING : SubmissionState.SURPLUS) : recorded;
        };
    }
}
