package macaw.labeling.gold;

import static org.assertj.core.api.Assertions.assertThat;

import macaw.labeling.submissions.ExclusionCause;
import macaw.labeling.submissions.SubmissionState;
import org.junit.jupiter.api.Test;

class TrialTest {
    private static final Standing COUNTING = new Standing(SubmissionState.COUNTING, null);
    private static final Standing SURPLUS = new Standing(SubmissionState.SURPLUS, null);
    private static final Standing GOLD = new Standing(SubmissionState.EXCLUDED, ExclusionCause.GOLD);
    private static final Standing SCREENING = new Standing(SubmissionState.EXCLUDED, ExclusionCause.SCREENING);
    private static final Standing REVIEWED = new Standing(SubmissionState.EXCLUDED, ExclusionCause.REVIEW);

    @Test
    void newWorkCountsUnlessItsTaskOrItsLabelerIsTried() {
        assertThat(Trial.NONE.of(SubmissionState.COUNTING)).isEqualTo(COUNTING);
        assertThat(Trial.NONE.of(SubmissionState.SURPLUS)).isEqualTo(SURPLUS);
        assertThat(new Trial(true, true).of(SubmissionState.COUNTING)).isEqualTo(GOLD);
        assertThat(new Trial(true, false).of(SubmissionState.SURPLUS)).isEqualTo(GOLD);
        assertThat(new Trial(false, false).of(SubmissionState.COUNTING)).isEqualTo(SCREENING);
    }

    @Test
    void whatWaitedCountsWhereAPlaceIsFree() {
        assertThat(Trial.NONE.again(SCREENING, true)).isEqualTo(COUNTING);
        assertThat(Trial.NONE.again(SCREENING, false)).isEqualTo(SURPLUS);
        assertThat(Trial.NONE.again(GOLD, true)).isEqualTo(COUNTING);
        assertThat(new Trial(false, false).again(GOLD, true)).isEqualTo(SCREENING);
        assertThat(new Trial(false, false).again(SCREENING, true)).isEqualTo(SCREENING);
    }

    @Test
    void whatCountsStopsOnlyWhereTheTaskBecomesGold() {
        assertThat(new Trial(true, true).again(COUNTING, false)).isEqualTo(GOLD);
        assertThat(new Trial(true, true).again(SURPLUS, false)).isEqualTo(GOLD);
        assertThat(new Trial(false, false).again(COUNTING, false)).isEqualTo(COUNTING);
        assertThat(new Trial(true, true).again(REVIEWED, true)).isEqualTo(REVIEWED);
        assertThat(new Trial(true, true).again(new Standing(SubmissionState.WITHDRAWN, null), true))
                .isEqualTo(new Standing(SubmissionState.WITHDRAWN, null));
    }

    @Test
    void aLabelerCannotTellGoldAndScreeningFromWhatCounts() {
        assertThat(GOLD.asSeenByLabeler()).isEqualTo(COUNTING);
        assertThat(SCREENING.asSeenByLabeler()).isEqualTo(COUNTING);
        assertThat(REVIEWED.asSeenByLabeler()).isEqualTo(REVIEWED);
    }
}
