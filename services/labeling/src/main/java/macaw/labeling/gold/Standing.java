package macaw.labeling.gold;

import macaw.labeling.submissions.ExclusionCause;
import macaw.labeling.submissions.SubmissionState;
import org.jspecify.annotations.Nullable;

/**
 * Whether work counts, and why not.
 *
 * @param state whether
 * @param cause why not; of excluded work only
 */
public record Standing(SubmissionState state, @Nullable ExclusionCause cause) {
    /** Whether it does not count because somebody is tried by it or was not tried yet. */
    public boolean isTried() {
        return cause == ExclusionCause.GOLD || cause == ExclusionCause.SCREENING;
    }

    /** What its labeler is told. Gold tasks look like all others, so neither they nor what waits for screening are told apart from what counts. */
    public Standing asSeenByLabeler() {
        return isTried() ? new Standing(SubmissionState.COUNTING, null) : this;
    }
}
