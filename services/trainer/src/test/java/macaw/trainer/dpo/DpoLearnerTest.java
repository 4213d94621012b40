package macaw.trainer.dpo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.DeterministicRandom;
import macaw.trainer.learning.Exactness;
import macaw.trainer.learning.TinyModels;
import macaw.trainer.learning.TokenSequence;
import macaw.trainer.reward.KWiseLoss;
import macaw.trainer.settings.DpoSettings;
import macaw.trainer.settings.SettingsReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DpoLearnerTest {
    private static final String SETTINGS = """
            {"output": "dpo", "policy": "sft", "data": "sha256:0", "epochs": 3, "batchSize": 6, "microbatchSize": %d,
             "optimizer": {"learningRate": %s}%s}
            """;

    @Test
    void itLearnsToPreferWhatLabelersPreferred(@TempDir Path directory) {
        try (var learner = learner(3, 3e-2, "")) {
            Map<String, Double> first = learner.step(0).metrics();
            assertThat(first.get("loss")).as("the policy is the reference").isCloseTo(Math.log(2), within(1e-12));
            assertThat(first.get("reward_margin")).isZero();
            assertThat(first.get("accuracy")).isEqualTo(0.5);
            Map<String, Double> heldOut = Map.of();
            double best = Double.MAX_VALUE;
            for (long i = 1; i < learner.totalSteps(); i++) {
                var metrics = learner.step(i).metrics();
                if (metrics.containsKey("heldout_loss")) {
                    heldOut = metrics;
                    best = Math.min(best, metrics.get("heldout_loss"));
                }
            }
            assertThat(heldOut.get("heldout_accuracy")).isGreaterThan(0.8);
            assertThat(heldOut.get("heldout_reward_margin")).isGreaterThan(0.5);
            assertThat(heldOut.get("heldout_loss_best")).isEqualTo(best).isLessThan(0.5);
            learner.writeModel(directory);
        }
        try (var again =
                new DpoLearner(TinyModels.engine(), directory, TinyModels.causal(), data(), settings(3, 1e-2, ""))) {
            assertThat(again.step(0).metrics().get("accuracy"))
                    .as("what is published prefers as it learnt to, measured against the first reference")
                    .isGreaterThan(0.8);
        }
    }

    @Test
    void aStepDownTheGradientRaisesTheChosenAboveTheRejected() {
        // one ranking, again and again: its loss must fall with each small step
        var one = new DpoData(data().train().subList(0, 1), List.of(), 0, 0);
        for (String form : List.of("", ", \"loss\": \"ipo\"", ", \"lengthNormalised\": true")) {
            try (var learner = new DpoLearner(
                    TinyModels.engine(), TinyModels.causal(), TinyModels.causal(), one, settings(1, 1e-4, form))) {
                double before = Double.MAX_VALUE;
                double margin = -1;
                for (int i = 0; i < 3; i++) {
                    var metrics = learner.step(i).metrics();
                    assertThat(metrics.get("loss")).as(form).isLessThan(before);
                    assertThat(metrics.get("reward_margin")).as(form).isGreaterThan(margin);
                    before = metrics.get("loss");
                    margin = metrics.get("reward_margin");
                }
            }
        }
    }

    @Test
    void microbatchesGiveTheLossAndGradientOfTheWholeBatch() {
        try (var whole = learner(6, 1e-3, "");
                var parts = learner(2, 1e-3, "")) {
            for (int i = 0; i < 2; i++) {
                var expected = whole.step(i).metrics();
                var actual = parts.step(i).metrics();
                assertThat(actual.get("loss")).isCloseTo(expected.get("loss"), within(1e-5));
                assertThat(actual.get("gradient_norm")).isCloseTo(expected.get("gradient_norm"), within(1e-4));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ", \"lora\": {\"rank\": 4}, \"gradientCheckpointing\": true"})
    void aRunThatWasSavedAndLoadedEndsInEqualBits(String more, @TempDir Path directory) {
        Exactness.assertResumesBitExactly(
                directory, () -> learner(4, 1e-2, more), (learner, index) -> learner.step(index));
    }

    @Test
    void underAdaptersTheReferenceIsThePolicyWithoutThem() {
        try (var learner = learner(3, 1e-2, ", \"lora\": {\"rank\": 4}")) {
            assertThat(learner.step(0).metrics().get("loss")).isCloseTo(Math.log(2), within(1e-12));
            assertThat(learner.step(1).metrics().get("reward_margin")).isNotZero();
        }
    }

    @Test
    void aSetWithoutAnUntiedPairIsRefused() {
        var nothing = new DpoData(List.of(), List.of(), 5, 2);
        assertThatThrownBy(() -> new DpoLearner(
                        TinyModels.engine(), TinyModels.causal(), TinyModels.causal(), nothing, settings(4, 1e-3, "")))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATASET_EMPTY))
                .hasMessageContaining("5 are tied throughout, 2 do not fit the context");
    }

    private static DpoLearner learner(int microbatch, double learningRate, String more) {
        return new DpoLearner(
                TinyModels.engine(),
                TinyModels.causal(),
                TinyModels.causal(),
                data(),
                settings(microbatch, learningRate, more));
    }

    private static DpoSettings settings(int microbatch, double learningRate, String more) {
        return SettingsReader.read(SETTINGS.formatted(microbatch, learningRate, more), DpoSettings.class);
    }

    /** The more tokens above 100 an answer has, the better it is; answers differ in length. */
    private static DpoData data() {
        List<EncodedComparison> rankings = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            var random = DeterministicRandom.of(13, "test comparisons", 0, i);
            List<TokenSequence> outputs = new ArrayList<>();
            for (int k = 0; k < 3; k++) {
                int[] answer = new int[4 + random.nextInt(3)];
                for (int t = 0; t < answer.length - 1; t++) {
                    answer[t] = t < 2 * k ? 100 + random.nextInt(100) : 10 + random.nextInt(80);
                }
                answer[answer.length - 1] = 2;
                outputs.add(TokenSequence.of(new int[] {1, 5 + random.nextInt(5)}, answer));
            }
            var ranking = i % 3 == 0 ? List.of(List.of(2), List.of(1, 0)) : List.of(List.of(2), List.of(1), List.of(0));
            rankings.add(new EncodedComparison(outputs, KWiseLoss.pairs(ranking)));
        }
        return new DpoData(rankings.subList(0, 48), rankings.subList(48, 60), 0, 0);
    }
}
