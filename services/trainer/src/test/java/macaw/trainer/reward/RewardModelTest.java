package macaw.trainer.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import macaw.languagemodel.Checkpoint;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.lora.PeftFolder;
import macaw.records.DeterministicRandom;
import macaw.torch.Aten;
import macaw.trainer.learning.Exactness;
import macaw.trainer.learning.ModelFolder;
import macaw.trainer.learning.TinyModels;
import macaw.trainer.learning.TokenSequence;
import macaw.trainer.reward.KWiseLoss.Pair;
import macaw.trainer.settings.RewardSettings;
import macaw.trainer.settings.SettingsReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RewardModelTest {
    private static final String SETTINGS = """
            {"output": "rm", "model": "sft", "data": "sha256:0", "epochs": 3, "batchSize": 6, "microbatchSize": %d,
             "optimizer": {"learningRate": 1e-2, "warmupSteps": 2}%s}
            """;

    @Test
    void tiedOutputsMakeNoPair() {
        assertThat(KWiseLoss.pairs(List.of(List.of(2), List.of(0, 3), List.of(1))))
                .containsExactly(new Pair(2, 0), new Pair(2, 3), new Pair(2, 1), new Pair(0, 1), new Pair(3, 1));
        assertThat(KWiseLoss.pairs(List.of(List.of(0, 1, 2)))).isEmpty();
    }

    @Test
    void theLossIsTheMeanOverThePairsOfMinusLogSigmoidOfTheMargin() {
        // margins 1 and −2 and 3: log(1+e^−1) = 0.313262, log(1+e^2) = 2.126928, log(1+e^−3) = 0.048587
        float[] scores = {2, 1, 4, 1};
        List<Pair> pairs = List.of(new Pair(0, 1), new Pair(0, 2), new Pair(2, 3));
        assertThat(KWiseLoss.of(scores, pairs)).isCloseTo((0.313262 + 2.126928 + 0.048587) / 3, within(1e-6));
    }

    @Test
    void inTorchEachRankingIsDividedByItsOwnPairs() {
        var engine = TinyModels.engine();
        float[] scores = {2, 1, 4, 0.5f, 0.25f};
        List<Pair> three = KWiseLoss.pairs(List.of(List.of(2), List.of(0), List.of(1)));
        List<Pair> one = List.of(new Pair(1, 0));
        try (var aten = new Aten(engine);
                var manager = engine.newManager()) {
            NDArray loss = KWiseLoss.of(aten, manager.create(scores), List.of(three, one), new int[] {0, 3}, 0.5);
            double naive = 0.5 * KWiseLoss.of(new float[] {2, 1, 4}, three)
                    + 0.5 * KWiseLoss.of(new float[] {0.5f, 0.25f}, one);
            assertThat((double) loss.getFloat()).isCloseTo(naive, within(1e-6));
        }
    }

    @Test
    void afterNormalisationDemonstrationsAverageZeroAndOutputsHaveUnitSpread() {
        var normalisation = RewardNormalisation.of(new float[] {3, 5}, new float[] {1, 2, 3});
        assertThat(normalisation.shift()).isEqualTo(-4);
        assertThat(normalisation.scale()).isCloseTo(1 / Math.sqrt(2.0 / 3), within(1e-12));
        assertThat(RewardNormalisation.of(new float[0], new float[] {2, 2})).isEqualTo(new RewardNormalisation(-2, 1));
    }

    @Test
    void accuracyCountsPairsAndItsIntervalCountsRankings() {
        var accuracy = new HeldOutAccuracy();
        accuracy.add(new float[] {2, 1}, List.of(new Pair(0, 1)));
        accuracy.add(new float[] {2, 2, 3}, List.of(new Pair(0, 1), new Pair(0, 2), new Pair(1, 2)));
        var result = accuracy.result();
        assertThat(result.accuracy()).isEqualTo(1.5 / 4);
        assertThat(result.pairs()).isEqualTo(4);
        assertThat(result.low()).isLessThan(result.accuracy());
        assertThat(result.high()).isGreaterThan(result.accuracy());
    }

    @Test
    void itLearnsARankingAndPublishesItsZeroAndUnit(@TempDir Path directory) {
        try (var learner = learner(2)) {
            double accuracy = 0;
            for (long i = 0; i < learner.totalSteps(); i++) {
                accuracy = learner.step(i).metrics().getOrDefault("heldout_accuracy", accuracy);
            }
            assertThat(accuracy).isGreaterThan(0.75);
            learner.writeModel(directory);
            ModelConfig config = ModelConfig.read(directory);
            assertThat(config.rewardShift()).isNotZero();
            assertThat(config.rewardScale()).isNotEqualTo(1);
        }
    }

    @Test
    void microbatchesGiveTheLossAndGradientOfTheWholeBatch() {
        try (var whole = learner(6);
                var parts = learner(2)) {
            var expected = whole.step(0).metrics();
            var actual = parts.step(0).metrics();
            assertThat(actual.get("loss")).isCloseTo(expected.get("loss"), within(1e-6));
            assertThat(actual.get("gradient_norm")).isCloseTo(expected.get("gradient_norm"), within(1e-5));
        }
    }

    @Test
    void aRunThatWasSavedAndLoadedEndsInEqualBits(@TempDir Path directory) {
        Exactness.assertResumesBitExactly(directory, () -> learner(4), (learner, index) -> learner.step(index));
    }

    @Test
    void underAdaptersTheScoreHeadIsLearntWholeAndPublishedWithThem(@TempDir Path directory) throws Exception {
        String lora = ", \"lora\": {\"rank\": 4}, \"gradientCheckpointing\": true";
        Exactness.assertResumesBitExactly(directory, () -> learner(4, lora), (learner, index) -> learner.step(index));
        Path first = directory.resolve("early");
        Path last = directory.resolve("calm");
        try (Checkpoint before = Checkpoint.open(first);
                Checkpoint after = Checkpoint.open(last);
                PeftFolder adapters = PeftFolder.open(last.resolve(ModelFolder.ADAPTER), after.config())) {
            assertThat(after.floats("score.weight"))
                    .isEqualTo(adapters.floats("base_model.model.score.weight"))
                    .isNotEqualTo(before.floats("score.weight"));
        }
    }

    private static RewardLearner learner(int microbatch) {
        return learner(microbatch, "");
    }

    /** The more tokens above 100 an answer has, the better it is. */
    private static RewardLearner learner(int microbatch, String more) {
        List<EncodedRanking> rankings = new ArrayList<>();
        for (int i = 0; i < 90; i++) {
            var random = DeterministicRandom.of(11, "test rankings", 0, i);
            List<TokenSequence> outputs = new ArrayList<>();
            for (int k = 0; k < 4; k++) {
                int[] answer = new int[6];
                for (int t = 0; t < 5; t++) {
                    answer[t] = t < k ? 100 + random.nextInt(100) : 10 + random.nextInt(80);
                }
                answer[5] = 2;
                outputs.add(TokenSequence.of(new int[] {1, 5 + random.nextInt(5)}, answer));
            }
            rankings.add(new EncodedRanking(outputs, KWiseLoss.pairs(List.of(List.of(3), List.of(2, 1), List.of(0)))));
        }
        var data = new RewardData(rankings.subList(0, 72), rankings.subList(72, 90), TinyModels.answers(5), 0, 0);
        return new RewardLearner(
                TinyModels.engine(),
                TinyModels.causal(),
                data,
                SettingsReader.read(SETTINGS.formatted(microbatch, more), RewardSettings.class));
    }
}
