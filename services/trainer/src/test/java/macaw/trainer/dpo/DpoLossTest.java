package macaw.trainer.dpo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import macaw.trainer.learning.TokenSequence;
import macaw.trainer.reward.KWiseLoss;
import macaw.trainer.settings.PreferenceLoss;
import org.junit.jupiter.api.Test;

class DpoLossTest {
    private static final DpoLoss SIGMOID = new DpoLoss(PreferenceLoss.SIGMOID, 0.1, 0);
    private static final DpoLoss CONSERVATIVE = new DpoLoss(PreferenceLoss.SIGMOID, 0.5, 0.2);
    private static final DpoLoss IPO = new DpoLoss(PreferenceLoss.IPO, 0.1, 0);

    @Test
    void theLossIsMinusLogSigmoidOfTheScaledMargin() {
        assertThat(SIGMOID.of(0)).isCloseTo(Math.log(2), within(1e-12));
        // h = 0.1 · 20: log(1 + e^−2) = 0.126928; h = −2: 2.126928
        assertThat(SIGMOID.of(20)).isCloseTo(0.126928, within(1e-6));
        assertThat(SIGMOID.of(-20)).isCloseTo(2.126928, within(1e-6));
        // far out it is −h, not infinity
        assertThat(SIGMOID.of(-1e5)).isCloseTo(1e4, within(1e-9));
        assertThat(SIGMOID.of(1e5)).isCloseTo(0, within(1e-12));
    }

    @Test
    void smoothedLabelsArePartlyTheWrongWayRound() {
        // h = 0.5 · 4 = 2: 0.8 · 0.126928 + 0.2 · 2.126928
        assertThat(CONSERVATIVE.of(4)).isCloseTo(0.526928, within(1e-6));
        // its minimum is where the policy is as sure as the labels: σ(h) = 0.8
        assertThat(CONSERVATIVE.slope(Math.log(4) / 0.5)).isCloseTo(0, within(1e-12));
    }

    @Test
    void ipoAimsAtAMarginOfHalfAnInverseBeta() {
        assertThat(IPO.of(5)).isZero();
        assertThat(IPO.of(0)).isEqualTo(25);
        assertThat(IPO.of(7)).isEqualTo(4);
    }

    @Test
    void theSlopeIsTheFiniteDifferenceOfTheLoss() {
        double h = 1e-5;
        for (DpoLoss loss : List.of(SIGMOID, CONSERVATIVE, IPO)) {
            for (double margin : new double[] {-30, -1, 0, 0.3, 12}) {
                assertThat(loss.slope(margin))
                        .as("%s at %s", loss, margin)
                        .isCloseTo((loss.of(margin + h) - loss.of(margin - h)) / (2 * h), within(1e-6));
            }
        }
    }

    @Test
    void aRankingCountsOnceHoweverManyPairsItHas() {
        var three = new EncodedComparison(
                List.of(answer(), answer(), answer()), KWiseLoss.pairs(List.of(List.of(0), List.of(1), List.of(2))));
        var one = new EncodedComparison(List.of(answer(), answer()), KWiseLoss.pairs(List.of(List.of(1), List.of(0))));
        var statistics = new PreferenceStatistics(SIGMOID);
        double[] slopes = statistics.add(new double[] {20, 0, 0}, three, 0.5);
        statistics.add(new double[] {10, 30}, one, 0.5);
        // pairs (0, 1), (0, 2), (1, 2) with margins 20, 20, 0
        double first = (0.126928 + 0.126928 + Math.log(2)) / 3;
        assertThat(statistics.loss()).isCloseTo((first + 0.126928) / 2, within(1e-6));
        Map<String, Double> metrics = new HashMap<>();
        statistics.ofStep(metrics);
        assertThat(metrics.get("reward_chosen")).isCloseTo((4.0 / 3 + 3) / 2, within(1e-9));
        assertThat(metrics.get("reward_rejected")).isCloseTo((0 + 1) / 2.0, within(1e-9));
        assertThat(metrics.get("reward_margin")).isCloseTo((4.0 / 3 + 3 - 1) / 2, within(1e-9));
        assertThat(metrics.get("accuracy")).isCloseTo((2.5 / 3 + 1) / 2, within(1e-9));
        // −0.1 σ(−2) = −0.0119203 for each of two pairs, −0.05 for the third
        assertThat(slopes[0]).isCloseTo(-2 * 0.01192029 / 6, within(1e-8));
        assertThat(slopes[1]).isCloseTo((0.01192029 - 0.05) / 6, within(1e-8));
        assertThat(slopes[2]).isCloseTo((0.01192029 + 0.05) / 6, within(1e-8));
    }

    private static TokenSequence answer() {
        return TokenSequence.of(new int[] {1, 5}, new int[] {7, 2});
    }
}
