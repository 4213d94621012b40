package macaw.trainer.ppo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.DoubleStream;
import macaw.records.DeterministicRandom;
import org.junit.jupiter.api.Test;

/** Against numbers worked out by hand, the numbers of published tests, and the formulas as plain loops. */
class GroupAdvantagesTest {

    @Test
    void anAnswerIsMeasuredAgainstTheMeanOfTheOthers() {
        // 1 − 0;  0 − 1/3
        assertThat(GroupAdvantages.leaveOneOut(new double[] {1, 0, 0, 0}))
                .containsExactly(new double[] {1, -1.0 / 3, -1.0 / 3, -1.0 / 3}, within(1e-12));
        // google/tunix (Apache-2.0), tests/rl/algo_core_test.py, test_compute_rloo_advantages
        assertThat(GroupAdvantages.leaveOneOut(new double[] {1, 2, 3})).containsExactly(-1.5, 0, 1.5);
        assertThat(GroupAdvantages.leaveOneOut(new double[] {4, 5, 6})).containsExactly(-1.5, 0, 1.5);
        // NovaSky-AI/SkyRL (Apache-2.0), test_ppo_utils.py, test_compute_rloo_outcome_advantage_basic
        assertThat(GroupAdvantages.leaveOneOut(new double[] {6, 3})).containsExactly(3, -3);
        assertThat(GroupAdvantages.leaveOneOut(new double[] {9, 12})).containsExactly(-3, 3);
    }

    @Test
    void anAnswerIsMeasuredInDeviationsOfItsGroup() {
        // mean 1/2, squares 4 · 1/4, deviation √(1/3)
        double half = 0.5 / (Math.sqrt(1.0 / 3) + 1e-4);
        assertThat(GroupAdvantages.relative(new double[] {1, 0, 1, 0}, true))
                .containsExactly(new double[] {half, -half, half, -half}, within(1e-12));
        // SkyRL, test_compute_grpo_outcome_advantage_norm_std_false
        assertThat(GroupAdvantages.relative(new double[] {6, 3}, false)).containsExactly(1.5, -1.5);
        assertThat(GroupAdvantages.relative(new double[] {9, 12}, false)).containsExactly(-1.5, 1.5);
        // tunix, test_grpo_compute_advantages: advantages have mean 0 and deviation 1, so they are their own advantages
        for (double[] published : new double[][] {{0.307498, -1.117636, 0.810138}, {1.094526, -0.228671, -0.865855}}) {
            assertThat(GroupAdvantages.relative(published, true)).containsExactly(published, within(2e-4));
        }
        assertThat(GroupAdvantages.relative(new double[] {0.7, 0.7, 0.7}, true))
                .as("answers that are equally good")
                .containsExactly(new double[3], within(1e-9));
    }

    @Test
    void theyAreWhatTheFormulasSayTermByTerm() {
        var random = DeterministicRandom.of(7, "group", 0, 0);
        for (int k = 2; k < 9; k++) {
            double[] rewards =
                    DoubleStream.generate(random::nextGaussian).limit(k).toArray();
            double[] leaveOneOut = GroupAdvantages.leaveOneOut(rewards);
            double[] relative = GroupAdvantages.relative(rewards, true);
            double mean = 0;
            for (double reward : rewards) {
                mean += reward / k;
            }
            double variance = 0;
            for (double reward : rewards) {
                variance += (reward - mean) * (reward - mean) / (k - 1);
            }
            for (int i = 0; i < k; i++) {
                double others = 0;
                for (int j = 0; j < k; j++) {
                    others += j == i ? 0 : rewards[j] / (k - 1);
                }
                assertThat(leaveOneOut[i]).isCloseTo(rewards[i] - others, within(1e-12));
                assertThat(relative[i]).isCloseTo((rewards[i] - mean) / (Math.sqrt(variance) + 1e-4), within(1e-12));
            }
        }
    }
}
