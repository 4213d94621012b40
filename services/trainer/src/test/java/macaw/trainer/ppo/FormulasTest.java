package macaw.trainer.ppo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import macaw.records.DeterministicRandom;
import macaw.torch.TorchEngine;
import macaw.trainer.learning.TinyModels;
import macaw.trainer.learning.TokenSequence;
import macaw.trainer.settings.KlEstimator;
import macaw.trainer.settings.KlSettings;
import macaw.trainer.settings.MissingEos;
import macaw.trainer.settings.PpoSettings;
import macaw.trainer.settings.SettingsReader;
import org.junit.jupiter.api.Test;

/** Each formula against numbers worked out by hand. */
class FormulasTest {
    private static final TorchEngine ENGINE = TinyModels.engine();

    @Test
    void advantagesFollowTheDeltasAndTheLastValueHasNothingBehindIt() {
        // δ = (1 + 0.5·2 − 1, 0 + 0.5·4 − 2, 3 − 4) = (1, 0, −1);  γλ = 0.25
        float[] advantages = Advantages.of(new float[] {1, 0, 3}, new float[] {1, 2, 4}, 0.5, 0.5);
        assertThat(advantages).containsExactly(1 + 0.25f * -0.25f, -0.25f, -1);
        assertThat(Advantages.returns(advantages, new float[] {1, 2, 4})).containsExactly(1.9375f, 1.75f, 3);
    }

    @Test
    void advantagesAreTheSumOfAllLaterDeltas() {
        float[] rewards = {0.3f, -1, 0.7f, 0.1f, 2};
        float[] values = {0.5f, 0.2f, -0.4f, 1, 0.9f};
        float[] advantages = Advantages.of(rewards, values, 0.9, 0.8);
        for (int t = 0; t < 5; t++) {
            double naive = 0;
            for (int l = t; l < 5; l++) {
                double next = l + 1 < 5 ? values[l + 1] : 0;
                naive += Math.pow(0.9 * 0.8, l - t) * (rewards[l] + 0.9 * next - values[l]);
            }
            assertThat((double) advantages[t]).isCloseTo(naive, within(1e-6));
        }
    }

    /** NovaSky-AI/SkyRL (Apache-2.0), tests/backends/skyrl_train/utils/test_ppo_utils.py. */
    @Test
    void returnsAndWhitenedAdvantagesAreThoseOfPublishedTests() {
        float[] rewards = {1, 2, 3};
        float[] values = {0.5f, 1, 1.5f};
        assertThat(returns(rewards, values, 1, 1)).containsExactly(6, 5, 3);
        assertThat(returns(rewards, values, 0.5, 1)).containsExactly(2.75f, 3.5f, 3);
        assertThat(returns(rewards, values, 1, 0.5)).containsExactly(3.625f, 4.25f, 3);
        // of 5.5 and 1.5 theirs are ± 0.7071, the variance divided by N − 1; ours is divided by N
        List<float[]> advantages = List.of(new float[] {6 - 0.5f}, new float[] {3 - 1.5f});
        Whitening.apply(advantages, false);
        assertThat((double) advantages.getFirst()[0]).isCloseTo(0.7071 * Math.sqrt(2), within(1e-4));
        assertThat((double) advantages.getLast()[0]).isCloseTo(-0.7071 * Math.sqrt(2), within(1e-4));
    }

    private static float[] returns(float[] rewards, float[] values, double discount, double lambda) {
        return Advantages.returns(Advantages.of(rewards, values, discount, lambda), values);
    }

    @Test
    void whiteningDividesByTheBiasedDeviationOfAllTokensTogether() {
        // mean 3, variance (4 + 0 + 4) / 3
        float scale = (float) Math.sqrt(3.0 / 8);
        List<float[]> shifted = List.of(new float[] {1, 3}, new float[] {5});
        Whitening.apply(shifted, false);
        assertThat(shifted.get(0)).containsExactly(new float[] {-2 * scale, 0}, within(1e-6f));
        assertThat(shifted.get(1)).containsExactly(new float[] {2 * scale}, within(1e-6f));
        List<float[]> kept = List.of(new float[] {1, 3}, new float[] {5});
        Whitening.apply(kept, true);
        assertThat(kept.get(1)).containsExactly(new float[] {3 + 2 * scale}, within(1e-6f));
    }

    @Test
    void theKlEstimatorsAgreeWithTheirDefinitions() {
        double logp = Math.log(0.5);
        double reference = Math.log(0.25); // r = 1/2
        assertThat(KlEstimators.k1(logp, reference)).isCloseTo(Math.log(2), within(1e-12));
        assertThat(KlEstimators.k2(logp, reference)).isCloseTo(Math.log(2) * Math.log(2) / 2, within(1e-12));
        assertThat(KlEstimators.k3(logp, reference)).isCloseTo(0.5 - 1 + Math.log(2), within(1e-12));
    }

    @Test
    void inExpectationK1AndK3AreTheDivergence() {
        double[] policy = {0.7, 0.2, 0.1};
        double[] reference = {0.4, 0.4, 0.2};
        double divergence = 0;
        double k1 = 0;
        double k3 = 0;
        for (int i = 0; i < 3; i++) {
            divergence += policy[i] * Math.log(policy[i] / reference[i]);
            k1 += policy[i] * KlEstimators.k1(Math.log(policy[i]), Math.log(reference[i]));
            k3 += policy[i] * KlEstimators.k3(Math.log(policy[i]), Math.log(reference[i]));
        }
        assertThat(k1).isCloseTo(divergence, within(1e-12));
        assertThat(k3).isCloseTo(divergence, within(1e-12));
    }

    /** The two tables of Schulman 2020: bias and deviation, in units of the divergence, of tokens from N(0, 1) against N(μ, 1). */
    @Test
    void theEstimatorsHaveTheBiasAndTheNoiseThatSchulmanReports() {
        assertThat(biasAndNoise(0.1, KlEstimator.K1)).containsExactly(new double[] {0, 20}, within(5e-3));
        assertThat(biasAndNoise(0.1, KlEstimator.K2)).containsExactly(new double[] {0.002, 1.42}, within(5e-3));
        assertThat(biasAndNoise(0.1, KlEstimator.K3)).containsExactly(new double[] {0, 1.42}, within(5e-3));
        assertThat(biasAndNoise(1, KlEstimator.K1)).containsExactly(new double[] {0, 2}, within(5e-3));
        assertThat(biasAndNoise(1, KlEstimator.K2)).containsExactly(new double[] {0.25, 1.73}, within(5e-3));
        assertThat(biasAndNoise(1, KlEstimator.K3)).containsExactly(new double[] {0, 1.7}, within(3e-2));
    }

    private static double[] biasAndNoise(double mean, KlEstimator estimator) {
        double divergence = mean * mean / 2;
        double first = 0;
        double second = 0;
        double step = 1e-3;
        for (double x = -12; x < 12; x += step) {
            double weight = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI) * step;
            double estimate = KlEstimators.of(estimator, -x * x / 2, -(x - mean) * (x - mean) / 2);
            first += weight * estimate;
            second += weight * estimate * estimate;
        }
        return new double[] {first / divergence - 1, Math.sqrt(second - first * first) / divergence};
    }

    @Test
    void theEstimatorsWithGradientsAreTheSameNumbers() {
        float[] logps = {-1, -2.5f, -0.1f};
        float[] reference = {-1.5f, -2, -0.1f};
        try (var manager = ENGINE.newManager()) {
            for (KlEstimator estimator : KlEstimator.values()) {
                float[] values = KlEstimators.of(estimator, manager.create(logps), manager.create(reference))
                        .toFloatArray();
                for (int t = 0; t < 3; t++) {
                    assertThat((double) values[t])
                            .as(estimator + " of token " + t)
                            .isCloseTo(KlEstimators.of(estimator, logps[t], reference[t]), within(1e-6));
                }
            }
        }
    }

    @Test
    void theAdaptiveCoefficientMovesByTheClippedErrorAndKeepsItsFloor() {
        var controller = new KlController(new KlSettings(0.1, 4, 100, 0.09, Optional.empty(), Optional.empty()));
        controller.update(4.4, 50); // e = 0.1
        assertThat(controller.coefficient()).isCloseTo(0.1 * (1 + 0.1 * 0.5), within(1e-12));
        controller.update(400, 50); // e clipped to 0.2
        assertThat(controller.coefficient()).isCloseTo(0.105 * (1 + 0.2 * 0.5), within(1e-12));
        controller.update(0, 100);
        controller.update(0, 100);
        assertThat(controller.coefficient()).isEqualTo(0.09);
        // SkyRL, test_ppo_utils.py, test_adaptive_kl_controller_update
        var published = new KlController(new KlSettings(0.2, 0.1, 100, 0, Optional.empty(), Optional.empty()));
        published.update(0.2, 10);
        assertThat(published.coefficient()).isCloseTo(0.2 * 1.02, within(1e-12));
        var fixed = new KlController(new KlSettings(0.1, 0, 100, 0, Optional.empty(), Optional.empty()));
        fixed.update(400, 50);
        assertThat(fixed.coefficient()).isEqualTo(0.1);
    }

    @Test
    void everyTokenPaysItsDivergenceAndTheLastOneGetsTheScore() {
        float[] logps = {-1, -2, -3};
        float[] reference = {-1, -1.5f, -3.5f};
        assertThat(TokenRewards.of(logps, reference, KlEstimator.K1, 0.5, 10))
                .containsExactly(new float[] {0, 0.25f, 9.75f}, within(1e-6f));
        // k3 = r − 1 − log r with log r = (0, 1/2, −1/2)
        float second = (float) (-0.5 * (Math.exp(0.5) - 1.5));
        float last = (float) (10 - 0.5 * (Math.exp(-0.5) - 0.5));
        assertThat(TokenRewards.of(logps, reference, KlEstimator.K3, 0.5, 10))
                .containsExactly(new float[] {0, second, last}, within(1e-6f));
    }

    @Test
    void anAnswerWithoutEosIsPenalisedAsTheSettingSays() {
        assertThat(new ScoreRule(0, MissingEos.SUBTRACT, 1).of(3, false)).isEqualTo(2);
        assertThat(new ScoreRule(0, MissingEos.REPLACE, 1).of(3, false)).isEqualTo(-1);
        assertThat(new ScoreRule(0, MissingEos.KEEP, 1).of(3, false)).isEqualTo(3);
        assertThat(new ScoreRule(2, MissingEos.SUBTRACT, 1).of(3, false)).isEqualTo(1);
        assertThat(new ScoreRule(2, MissingEos.REPLACE, 1).of(-3, true)).isEqualTo(-2);
    }

    @Test
    void theSurrogateTakesTheWorseOfRatioAndClippedRatio() {
        double[] ratios = {1, 1.5, 1.5, 0.5, 0.5, 1.1};
        float[] advantages = {2, 2, -2, 2, -2, 3};
        // clipped to [0.8, 1.2]: gain is capped, loss is not
        float[] expected = {-2, -2.4f, 3, -1, 1.6f, -3.3f};
        float[] logps = new float[6];
        for (int i = 0; i < 6; i++) {
            logps[i] = (float) Math.log(ratios[i]) - 1;
        }
        float[] proximal = new float[6];
        Arrays.fill(proximal, -1);
        try (var manager = ENGINE.newManager()) {
            NDArray loss = ClippedSurrogate.of(
                    manager.create(logps), manager.create(proximal), manager.create(advantages), 0.2f);
            assertThat(loss.toFloatArray()).containsExactly(expected, within(1e-6f));
        }
    }

    @Test
    void theValueLossTakesTheWorseOfValueAndClippedValue() {
        float[] values = {1, 2, 0};
        float[] old = {1, 1, 1};
        float[] returns = {2, 2, 2};
        // plain: 1, 0, 4;  clipped to old ± 0.2: 1, (1.2 − 2)² = 0.64, (0.8 − 2)² = 1.44
        try (var manager = ENGINE.newManager()) {
            NDArray loss =
                    ClippedValueLoss.of(manager.create(values), manager.create(old), manager.create(returns), 0.2f);
            assertThat(loss.toFloatArray()).containsExactly(new float[] {0.5f, 0.32f, 2}, within(1e-6f));
            NDArray plain =
                    ClippedValueLoss.of(manager.create(values), manager.create(old), manager.create(returns), 0);
            assertThat(plain.toFloatArray()).containsExactly(new float[] {0.5f, 0, 2}, within(1e-6f));
        }
    }

    @Test
    void lossesAreWhatTheFormulasSayTokenByToken() {
        var random = DeterministicRandom.of(11, "tokens", 0, 0);
        float[][] tokens = new float[4][32];
        for (float[] numbers : tokens) {
            for (int n = 0; n < numbers.length; n++) {
                numbers[n] = (float) random.nextGaussian();
            }
        }
        try (var manager = ENGINE.newManager()) {
            NDArray[] arrays = Arrays.stream(tokens).map(manager::create).toArray(NDArray[]::new);
            float[] surrogate =
                    ClippedSurrogate.of(arrays[0], arrays[1], arrays[2], 0.2f).toFloatArray();
            float[] value =
                    ClippedValueLoss.of(arrays[0], arrays[1], arrays[2], 0.2f).toFloatArray();
            for (int n = 0; n < 32; n++) {
                double now = tokens[0][n];
                double before = tokens[1][n];
                double target = tokens[2][n];
                double ratio = Math.exp(now - before);
                double clippedRatio = Math.min(Math.max(ratio, 0.8), 1.2);
                assertThat((double) surrogate[n])
                        .isCloseTo(Math.max(-target * ratio, -target * clippedRatio), within(1e-5));
                double clippedValue = Math.min(Math.max(now, before - 0.2), before + 0.2);
                double worse =
                        Math.max((now - target) * (now - target), (clippedValue - target) * (clippedValue - target));
                assertThat((double) value[n]).isCloseTo(worse / 2, within(1e-5));
            }
        }
    }

    @Test
    void explainedVarianceIsOneForPerfectValuesAndZeroForTheMean() {
        List<float[]> returns = List.of(new float[] {1, 2}, new float[] {3});
        assertThat(ExplainedVariance.of(returns, returns)).isEqualTo(1);
        assertThat(ExplainedVariance.of(List.of(new float[] {2, 2}, new float[] {2}), returns))
                .isCloseTo(0, within(1e-9));
    }

    @Test
    void theMismatchIsReadAtTheNearestRank() {
        float[] behaviour = new float[200];
        float[] own = new float[200];
        own[0] = -0.5f;
        own[1] = -0.25f;
        own[2] = -0.125f;
        var mismatch = Mismatch.of(List.of(behaviour), List.of(own));
        assertThat(mismatch.largest()).isEqualTo(0.5);
        assertThat(mismatch.percentile99()).isEqualTo(0.125); // the 198th of 200
        assertThat(mismatch.mean()).isCloseTo(0.875 / 200, within(1e-12));
    }

    @Test
    void importanceWeightsAreCutOff() {
        float[] proximal = {-1, -1, -1};
        float[] behaviour = {-1, (float) (-1 - Math.log(3)), (float) (-1 + Math.log(2))};
        assertThat(ImportanceWeights.of(proximal, behaviour, 2))
                .containsExactly(new float[] {1, 2, 0.5f}, within(1e-6f));
        assertThat(ImportanceWeights.of(proximal, behaviour, 0)).containsExactly(1, 1, 1);
    }

    @Test
    void whatAQuantisedOrAnOlderPolicyWroteIsAlwaysWeighed() {
        var settings =
                "{\"output\": \"ppo\", \"policy\": \"sft\", \"prompts\": \"sha256:0\", \"rewards\": [{\"name\": \"rm\"}]%s}";
        var unset = SettingsReader.read(settings.formatted(""), PpoSettings.class);
        var set = SettingsReader.read(settings.formatted(", \"importanceCap\": 5"), PpoSettings.class);
        assertThat(ImportanceWeights.cap(written(false), unset)).isEqualTo(0);
        assertThat(ImportanceWeights.cap(written(true), unset)).isEqualTo(2);
        assertThat(ImportanceWeights.cap(written(false), set)).isEqualTo(5);
        assertThat(ImportanceWeights.cap(written(true), set)).isEqualTo(5);
        var stale = SettingsReader.read(settings.formatted(", \"staleness\": 1"), PpoSettings.class);
        assertThat(ImportanceWeights.cap(written(false), stale)).isEqualTo(2);
    }

    private static Experience written(boolean quantised) {
        return new Experience(
                "rollout", 0, TokenSequence.of(new int[] {1}, new int[] {2}), new float[1], 0, 0, true, quantised);
    }
}
