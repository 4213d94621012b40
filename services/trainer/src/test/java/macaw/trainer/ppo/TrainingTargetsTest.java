package macaw.trainer.ppo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import macaw.trainer.learning.TokenSequence;
import macaw.trainer.settings.LossMean;
import macaw.trainer.settings.MissingEos;
import macaw.trainer.settings.PpoSettings;
import macaw.trainer.settings.ScoreNormalisation;
import macaw.trainer.settings.SettingsReader;
import org.junit.jupiter.api.Test;

/** From scores to advantages, worked out by hand. */
class TrainingTargetsTest {
    /** Two answers to each of two prompts, of one and of two tokens. */
    private static final List<Experience> ROLLOUTS =
            List.of(rollout(0, 1, 4), rollout(0, 2, 1), rollout(1, 1, 2), rollout(1, 2, 2));

    /** k1 is 1/2 a token. */
    private static final RolloutEvaluation EVALUATION = new RolloutEvaluation(
            tokens(-1), tokens(1), tokens(-1.5f), List.of(new float[1], new float[2], new float[1], new float[2]));

    private static PpoSettings settings(String more) {
        return SettingsReader.read("""
                {"output": "ppo", "policy": "sft", "prompts": "sha256:0", "rewards": [{"name": "rm"}], "samplesPerPrompt": 2%s}
                """.formatted(more), PpoSettings.class);
    }

    private static List<float[]> advantages(String more) {
        return TrainingTargets.of(ROLLOUTS, EVALUATION, 1, settings(more)).advantages();
    }

    @Test
    void leaveOneOutTakesTheWholeAnswersRewardWithItsPenalty() {
        // rewards of the answers: 4 − 1/2, 1 − 1;  2 − 1/2, 2 − 1
        assertThat(advantages(", \"advantages\": \"rloo\""))
                .containsExactly(
                        new float[] {3.5f}, new float[] {-3.5f, -3.5f}, new float[] {0.5f}, new float[] {-0.5f, -0.5f});
    }

    @Test
    void grpoLeavesThePenaltyToTheLossUnlessToldOtherwise() {
        assertThat(advantages(", \"advantages\": \"grpo\", \"grpoScale\": false"))
                .containsExactly(new float[] {1.5f}, new float[] {-1.5f, -1.5f}, new float[] {0}, new float[] {0, 0});
        assertThat(
                        advantages(
                                ", \"advantages\": \"grpo\", \"grpoScale\": false, \"kl\": {\"place\": \"reward\", \"coefficient\": 1}"))
                .containsExactly(new float[] {1.75f}, new float[] {-1.75f, -1.75f}, new float[] {0.25f}, new float[] {
                    -0.25f, -0.25f
                });
        float scaled = (float) (1.5 / (3 / Math.sqrt(2) + 1e-4)); // the deviation of 4 and 1 is 3/√2
        assertThat(advantages(", \"advantages\": \"grpo\"").getFirst())
                .containsExactly(new float[] {scaled}, within(1e-6f));
    }

    @Test
    void advantagesAreWhitenedOverTheIterationOrOverEachMinibatch() {
        // values are 0, λ and γ 1: the sum of the rewards that are left, (3.5), (0, 0.5), (1.5), (1, 1.5)
        String plain = ", \"lambda\": 1, \"whitenAdvantages\": ";
        assertThat(advantages(plain + "false"))
                .containsExactly(new float[] {3.5f}, new float[] {0, 0.5f}, new float[] {1.5f}, new float[] {1, 1.5f});
        double mean = 8.0 / 6;
        double deviation = Math.sqrt((12.25 + 0.25 + 2.25 + 1 + 2.25) / 6 - mean * mean);
        assertThat((double) advantages(plain + "true").getFirst()[0]).isCloseTo((3.5 - mean) / deviation, within(1e-6));
        var over = TrainingTargets.of(
                ROLLOUTS, EVALUATION, 1, settings(plain + "true, \"whitenAdvantagesOver\": \"minibatch\""));
        // of (3.5) and (1.5) the mean is 2.5, the deviation 1
        List<float[]> minibatch = over.within(List.of(0, 2)).advantages();
        assertThat(minibatch.get(0)).containsExactly(new float[] {1}, within(1e-6f));
        assertThat(minibatch.get(2)).containsExactly(new float[] {-1}, within(1e-6f));
        assertThat(over.advantages().getFirst()).as("another epoch begins anew").containsExactly(3.5f);
    }

    @Test
    void nothingDependsOnTheOrderOfTheRollouts() {
        for (String estimator : List.of("gae", "rloo", "grpo")) {
            PpoSettings settings = settings(", \"advantages\": \"" + estimator + "\"");
            var forwards = TrainingTargets.of(ROLLOUTS, EVALUATION, 1, settings).advantages();
            var backwards = new ArrayList<>(TrainingTargets.of(
                            ROLLOUTS.reversed(),
                            new RolloutEvaluation(
                                    EVALUATION.proximal().reversed(),
                                    EVALUATION.entropies().reversed(),
                                    EVALUATION.reference().reversed(),
                                    EVALUATION.values().reversed()),
                            1,
                            settings)
                    .advantages());
            Collections.reverse(backwards);
            for (int i = 0; i < forwards.size(); i++) {
                assertThat(backwards.get(i)).containsExactly(forwards.get(i), within(1e-6f));
            }
        }
    }

    @Test
    void aMeanIsOverTokensOverAnswersOrOverWhatMayBeWritten() {
        List<Integer> minibatch = List.of(0, 1);
        assertThat(LossWeights.of(LossMean.TOKEN, minibatch, ROLLOUTS, 4))
                .containsExactly(new float[] {1f / 3}, new float[] {1f / 3, 1f / 3}, new float[0], new float[0]);
        assertThat(LossWeights.of(LossMean.ANSWER, minibatch, ROLLOUTS, 4))
                .containsExactly(new float[] {1f / 2}, new float[] {1f / 4, 1f / 4}, new float[0], new float[0]);
        assertThat(LossWeights.of(LossMean.BUDGET, minibatch, ROLLOUTS, 4))
                .containsExactly(new float[] {1f / 8}, new float[] {1f / 8, 1f / 8}, new float[0], new float[0]);
    }

    @Test
    void scoresAreNormalisedThenClippedThenPenalised() {
        ScoreRule rule = new ScoreRule(1, MissingEos.SUBTRACT, 0.5);
        var iteration = new Scoring(ScoreNormalisation.ITERATION, rule);
        // 4, 1, 2, 2: mean 9/4, variance (49 + 25 + 1 + 1)/64
        double deviation = Math.sqrt(76.0 / 64);
        RunningMoments moments = iteration.moments(new RunningMoments(8, 100, 3), ROLLOUTS);
        assertThat(iteration.score(ROLLOUTS, moments).stream()
                        .mapToDouble(Experience::score)
                        .toArray())
                .containsExactly(1, -1, -0.25 / (deviation + 1e-8), -0.25 / (deviation + 1e-8));
        var running = new Scoring(ScoreNormalisation.RUNNING, rule);
        RunningMoments first = running.moments(RunningMoments.NONE, ROLLOUTS.subList(0, 2));
        RunningMoments second = running.moments(first, ROLLOUTS.subList(2, 4));
        assertThat(second.mean()).isCloseTo(9.0 / 4, within(1e-12));
        assertThat(second.deviation()).isCloseTo(deviation, within(1e-12));
        var none = new Scoring(ScoreNormalisation.NONE, new ScoreRule(0, MissingEos.KEEP, 0));
        assertThat(none.score(ROLLOUTS, second).stream()
                        .mapToDouble(Experience::score)
                        .toArray())
                .containsExactly(4, 1, 2, 2);
    }

    private static Experience rollout(int prompt, int tokens, double score) {
        return new Experience(
                "rollout",
                prompt,
                TokenSequence.of(new int[] {1}, new int[tokens]),
                new float[tokens],
                score,
                score,
                true,
                false);
    }

    private static List<float[]> tokens(float value) {
        return List.of(
                new float[] {value}, new float[] {value, value}, new float[] {value}, new float[] {value, value});
    }
}
