package macaw.trainer.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.ndarray.NDArray;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import macaw.artefacts.VersionKind;
import macaw.languagemodel.Checkpoint;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.lora.PeftFolder;
import macaw.records.DeterministicRandom;
import macaw.records.RunKind;
import macaw.torch.Aten;
import macaw.trainer.assembly.TorchLearners;
import macaw.trainer.learning.Exactness;
import macaw.trainer.learning.ModelFolder;
import macaw.trainer.learning.TinyModels;
import macaw.trainer.learning.TokenSequence;
import macaw.trainer.memory.MemoryCheck;
import macaw.trainer.memory.MemoryGuard;
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
    void labelersWhoContradictEachOtherBothCount() {
        // margins 1 and −1: log(1+e^−1) = 0.313262, log(1+e^1) = 1.313262
        List<Pair> pairs = List.of(new Pair(0, 1), new Pair(1, 0));
        assertThat(KWiseLoss.of(new float[] {1, 0}, pairs)).isCloseTo((0.313262 + 1.313262) / 2, within(1e-6));
    }

    @Test
    void accuracyCountsPairsAndItsIntervalCountsPrompts() {
        var measurement = new HeldOutMeasurement();
        measurement.add(new float[] {2, 1}, prompt(List.of(new Pair(0, 1)), 3, 2));
        measurement.add(
                new float[] {2, 2, 3}, prompt(List.of(new Pair(0, 1), new Pair(0, 2), new Pair(1, 2)), 4, 4, 3));
        var metrics = measurement.metrics("");
        assertThat(metrics).containsEntry("accuracy", 1.5 / 4).containsEntry("pairs", 4.0);
        // residuals of the prompts: 1 − 0.375 · 1 and 0.5 − 0.375 · 3, so √(2 · (0.625² + 0.625²)) / 4
        double error = Math.sqrt(2 * 2 * 0.625 * 0.625) / 4;
        assertThat(metrics).as("cut off at 0").containsEntry("accuracy_low", 0.0);
        assertThat(metrics.get("accuracy_high")).isCloseTo(0.375 + 1.96 * error, within(1e-12));
        // the longer wins: yes, equal, yes, yes
        assertThat(metrics).containsEntry("accuracy_of_length", 3.5 / 4);
    }

    @Test
    void calibrationComparesConfidenceWithWhatIsRight() {
        // σ(2) = 0.880797, once right and once wrong, and σ(0) = 0.5, which counts half
        var measurement = new HeldOutMeasurement();
        measurement.add(
                new float[] {2, 0, 0}, prompt(List.of(new Pair(0, 1), new Pair(2, 0), new Pair(1, 2)), 1, 1, 1));
        var metrics = measurement.metrics("");
        double squares = 0.119203 * 0.119203 + 0.880797 * 0.880797 + 0.25;
        assertThat(metrics.get("brier")).isCloseTo(squares / 3, within(1e-6));
        assertThat(metrics.get("calibration_error")).isCloseTo((2 * 0.880797 - 1) / 3, within(1e-6));
        assertThat(metrics)
                .containsEntry("accuracy_at_55", 0.5)
                .containsEntry("accuracy_at_85", 0.5)
                .doesNotContainKey("accuracy_at_95");
    }

    /** Outputs with answers of so many tokens. */
    private static ComparedPrompt prompt(List<Pair> pairs, int... lengths) {
        List<TokenSequence> outputs = Arrays.stream(lengths)
                .mapToObj(length -> TokenSequence.of(new int[] {1}, new int[length]))
                .toList();
        return new ComparedPrompt(outputs, pairs);
    }

    @Test
    void outputsThatShareTheirPromptsTokensAreScoredAndLearntAlike() {
        try (var apart = learner(3, ", \"sharePrompt\": false");
                var sharing = learner(3, ", \"sharePrompt\": true")) {
            for (int i = 0; i < 7; i++) {
                var expected = apart.step(i).metrics();
                var actual = sharing.step(i).metrics();
                assertThat(actual.keySet()).isEqualTo(expected.keySet());
                assertThat(actual.get("loss")).isCloseTo(expected.get("loss"), within(1e-5));
                assertThat(actual.get("gradient_norm"))
                        .isCloseTo(expected.get("gradient_norm"), withinPercentage(1e-2));
                if (i == 0) {
                    assertThat(actual.get("gradient_norm")).isCloseTo(expected.get("gradient_norm"), within(1e-5));
                }
                if (expected.containsKey("heldout_loss")) {
                    assertThat(actual.get("heldout_loss")).isCloseTo(expected.get("heldout_loss"), within(1e-5));
                }
            }
        }
    }

    @Test
    void aRewardModelGoesOnWithItsOwnScoreHead(@TempDir Path directory) {
        String json = SETTINGS.formatted(2, "")
                .replace("\"model\": \"sft\"", "\"reward\": \"rm@1\"")
                .replace("sha256:0", "sha256:" + "0".repeat(64));
        var plan = new TorchLearners("cpu", 1, "default", MemoryGuard.of(MemoryCheck.OFF, "cpu", OptionalLong.empty()))
                .plan(RunKind.REWARD, json);
        assertThat(plan.models().get("model").kind()).isEqualTo(VersionKind.REWARD);
        var settings = SettingsReader.read(json, RewardSettings.class);
        try (var learner = new RewardLearner(TinyModels.engine(), TinyModels.reward(), data(), settings)) {
            learner.writeModel(directory);
        }
        try (Checkpoint before = Checkpoint.open(TinyModels.reward());
                Checkpoint after = Checkpoint.open(directory)) {
            assertThat(after.floats("score.weight")).isEqualTo(before.floats("score.weight"));
        }
    }

    @Test
    void aRunStartsFromOneModel() {
        assertThatThrownBy(() ->
                        SettingsReader.read(SETTINGS.formatted(2, ", \"reward\": \"rm@1\""), RewardSettings.class))
                .hasMessage("reward rm@1 contradicts model sft: a run starts from one");
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

    private static RewardLearner learner(int microbatch, String more) {
        return new RewardLearner(
                TinyModels.engine(),
                TinyModels.causal(),
                data(),
                SettingsReader.read(SETTINGS.formatted(microbatch, more), RewardSettings.class));
    }

    /** The more tokens above 100 an answer has, the better it is. */
    private static RewardData data() {
        List<ComparedPrompt> rankings = new ArrayList<>();
        for (int i = 0; i < 90; i++) {
            var random = DeterministicRandom.of(11, "test rankings", 0, i);
            List<TokenSequence> outputs = new ArrayList<>();
            int[] prompt = {1, 5 + random.nextInt(5), 5 + random.nextInt(5)};
            for (int k = 0; k < 4; k++) {
                int[] answer = new int[6];
                for (int t = 0; t < 5; t++) {
                    answer[t] = t < k ? 100 + random.nextInt(100) : 10 + random.nextInt(80);
                }
                answer[5] = 2;
                outputs.add(TokenSequence.of(prompt, answer));
            }
            rankings.add(new ComparedPrompt(outputs, KWiseLoss.pairs(List.of(List.of(3), List.of(2, 1), List.of(0)))));
        }
        return new RewardData(
                rankings.subList(0, 72), rankings.subList(72, 90), List.of(), TinyModels.answers(5), 0, 0);
    }
}
