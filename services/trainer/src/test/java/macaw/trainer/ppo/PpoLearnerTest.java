package macaw.trainer.ppo;

import static macaw.trainer.ppo.TinyRollouts.failed;
import static macaw.trainer.ppo.TinyRollouts.learner;
import static macaw.trainer.ppo.TinyRollouts.rollouts;
import static macaw.trainer.ppo.TinyRollouts.settings;
import static macaw.trainer.ppo.TinyRollouts.withTokens;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.ScoredRollout;
import macaw.trainer.learning.Exactness;
import macaw.trainer.learning.PpoFigure;
import macaw.trainer.learning.PromptRequest;
import macaw.trainer.settings.PpoSettings;
import macaw.trainer.settings.SettingsReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PpoLearnerTest {
    @Test
    void itLearnsToWriteWhatIsRewardedWithinBoundedDivergence() {
        var settings = settings("""
                , "iterations": 12, "epochs": 2, "valueWarmupIterations": 1, "missingEos": "keep",
                "kl": {"coefficient": 0.02}, "optimizer": {"learningRate": 1e-2}, "valueOptimizer": {"learningRate": 3e-3}
                """);
        try (var learner = learner(settings)) {
            double first = 0;
            double last = 0;
            for (int i = 0; i < 12; i++) {
                var metrics = learner.learn(i, rollouts(learner, i, TinyRollouts::highTokens))
                        .metrics();
                if (i == 0) {
                    first = metrics.get("reward_mean");
                    assertThat(metrics.get("kl"))
                            .as("policy and reference are one")
                            .isZero();
                    assertThat(metrics).doesNotContainKey("policy_loss").containsKey("value_loss");
                }
                if (i == 11) {
                    assertThat(metrics)
                            .as("what operators watch")
                            .containsKeys(Arrays.stream(PpoFigure.values())
                                    .map(PpoFigure::figure)
                                    .toArray(String[]::new));
                }
                last = metrics.get("reward_mean");
                assertThat(metrics.get("mismatch_p99")).isLessThan(1e-4);
                assertThat(metrics.get("kl_k3")).isGreaterThanOrEqualTo(0);
            }
            assertThat(last).isGreaterThan(first + 0.15);
        }
    }

    @Test
    void nothingDependsOnTheOrderInWhichRolloutsCome(@TempDir Path directory) throws Exception {
        List<byte[]> results = new ArrayList<>();
        for (int order = 0; order < 2; order++) {
            try (var learner = learner(settings(""))) {
                List<ScoredRollout> rollouts = new ArrayList<>(rollouts(learner, 0, TinyRollouts::highTokens));
                if (order == 1) {
                    Collections.reverse(rollouts);
                }
                learner.learn(0, rollouts);
                Path to = Files.createDirectory(directory.resolve("model" + order));
                learner.writeModel(to);
                results.add(Files.readAllBytes(to.resolve("model.safetensors")));
            }
        }
        assertThat(results.get(1)).isEqualTo(results.get(0));
    }

    @Test
    void microbatchesGiveTheGradientOfTheWholeMinibatch() {
        try (var whole = learner(settings(100, ""));
                var parts = learner(settings(""))) {
            var rollouts = rollouts(whole, 0, TinyRollouts::highTokens);
            var expected = whole.learn(0, rollouts).metrics();
            var actual = parts.learn(0, rollouts).metrics();
            for (String metric : List.of("policy_loss", "gradient_norm", "value_loss", "value_gradient_norm")) {
                assertThat(actual.get(metric)).as(metric).isCloseTo(expected.get(metric), within(2e-5));
            }
        }
    }

    @Test
    void aRunThatWasSavedAndLoadedEndsInEqualBits(@TempDir Path directory) {
        var settings = settings("""
                , "iterations": 4, "averageDecay": 0.9, "pretrainingCoefficient": 0.5, "pretrainingData": "sha256:0", "pretrainingBatchSize": 2,
                "kl": {"coefficient": 0.1, "target": 1, "horizon": 100}, "whitenRewards": true, "scoreNormalisation": "running"
                """);
        Exactness.assertResumesBitExactly(
                directory,
                () -> learner(settings),
                (learner, i) -> learner.learn(i, rollouts(learner, i, TinyRollouts::highTokens)));
    }

    @Test
    void adaptersLearnFromAReferenceThatIsTheirOwnBaseAndResumeInEqualBits(@TempDir Path directory) {
        var settings = settings("""
                , "iterations": 4, "averageDecay": 0.9, "lora": {"rank": 4}, "gradientCheckpointing": true,
                "optimizer": {"learningRate": 1e-2}, "valueOptimizer": {"learningRate": 1e-2}
                """);
        try (var learner = learner(settings)) {
            var first = learner.learn(0, rollouts(learner, 0, TinyRollouts::highTokens))
                    .metrics();
            assertThat(first.get("kl")).as("policy and reference are one").isZero();
            var second = learner.learn(1, rollouts(learner, 1, TinyRollouts::highTokens))
                    .metrics();
            assertThat(second.get("kl_k3"))
                    .as("the policy moves, its reference does not")
                    .isPositive();
            assertThat(second.get("mismatch_p99"))
                    .as("merged adapters say what adapters beside the weights say")
                    .isLessThan(1e-4);
        }
        Exactness.assertResumesBitExactly(
                directory,
                () -> learner(settings),
                (learner, i) -> learner.learn(i, rollouts(learner, i, TinyRollouts::highTokens)));
    }

    @Test
    void computingBlocksAgainChangesNoBit(@TempDir Path directory) throws Exception {
        List<byte[]> results = new ArrayList<>();
        for (boolean checkpointing : new boolean[] {false, true}) {
            try (var learner = learner(settings(", \"gradientCheckpointing\": " + checkpointing))) {
                learner.learn(0, rollouts(learner, 0, TinyRollouts::highTokens));
                Path to = Files.createDirectory(directory.resolve("model" + checkpointing));
                learner.writeModel(to);
                results.add(Files.readAllBytes(to.resolve("model.safetensors")));
            }
        }
        assertThat(results.get(1)).isEqualTo(results.get(0));
    }

    @Test
    void aReferenceInSixteenBitsIsThePolicyRounded() {
        try (var learner = learner(settings(", \"frozenWeights\": \"bf16\""))) {
            var metrics = learner.learn(0, rollouts(learner, 0, TinyRollouts::highTokens))
                    .metrics();
            assertThat(metrics.get("kl")).isNotZero().isCloseTo(0, within(0.05));
        }
    }

    @Test
    void theIterationsPromptsAreAFunctionOfTheIteration() {
        try (var learner = learner(settings(", \"samplesPerPrompt\": 2"))) {
            List<PromptRequest> requests = learner.prompts(1);
            assertThat(requests).hasSize(32).isEqualTo(learner.prompts(1)).isNotEqualTo(learner.prompts(0));
            assertThat(requests.stream().map(r -> r.promptIndex() + "." + r.sampleIndex()))
                    .as("ids are made of prompt and sample")
                    .doesNotHaveDuplicates();
            assertThat(requests.stream().map(PromptRequest::seed)).doesNotHaveDuplicates();
            assertThat(learner.prompts(0).stream()
                            .limit(20)
                            .map(PromptRequest::promptIndex)
                            .distinct())
                    .as("every prompt comes once before one comes again")
                    .hasSize(10);
        }
    }

    @Test
    void rolloutsThatAnotherPolicyWroteAreRefused() {
        try (var learner = learner(settings(""))) {
            List<ScoredRollout> rollouts = rollouts(learner, 0, TinyRollouts::highTokens).stream()
                    .map(TinyRollouts::withWrongLogProbabilities)
                    .toList();
            assertThatThrownBy(() -> learner.learn(0, rollouts))
                    .isInstanceOfSatisfying(
                            CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.POLICY_MISMATCH));
        }
    }

    @Test
    void rolloutsOfAQuantisedPolicyAreWeighedInsteadAndTheirMismatchIsSaid() {
        try (var learner = learner(settings(""))) {
            List<ScoredRollout> rollouts = rollouts(learner, 0, TinyRollouts::highTokens).stream()
                    .map(TinyRollouts::withWrongLogProbabilities)
                    .map(TinyRollouts::quantised)
                    .toList();
            assertThat(learner.learn(0, rollouts).metrics().get("mismatch_p99")).isGreaterThan(0.09);
        }
    }

    @Test
    void aPolicyThatHasBecomeNanIsSaidToBe() {
        var settings = SettingsReader.read("""
                {"output": "ppo", "policy": "sft", "prompts": "sha256:0", "rewards": [{"name": "rm"}],
                 "promptsPerIteration": 16, "maxTokens": 8, "minibatches": 1, "epochs": 1, "microbatchSize": 16,
                 "optimizer": {"learningRate": 1e38, "warmupSteps": 0}}
                """, PpoSettings.class);
        try (var learner = learner(settings)) {
            List<ScoredRollout> before = rollouts(learner, 1, TinyRollouts::highTokens);
            learner.learn(0, rollouts(learner, 0, TinyRollouts::highTokens));
            assertThatThrownBy(() -> learner.learn(1, before))
                    .isInstanceOfSatisfying(
                            CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOSS_NOT_FINITE));
        }
    }

    @Test
    void valuesThatExplodeStopTheIteration() {
        var settings = settings(", \"lossLimit\": 2, \"valueClipRange\": 0, \"valueOptimizer\": {\"learningRate\": 1}");
        try (var learner = learner(settings)) {
            assertThatThrownBy(() -> learner.learn(0, rollouts(learner, 0, TinyRollouts::highTokens)))
                    .isInstanceOfSatisfying(
                            CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOSS_EXPLODED))
                    .hasMessageContaining("the value loss of iteration 0");
        }
    }

    @Test
    void aTokenThatThePolicyDoesNotKnowIsRefused() {
        try (var learner = learner(settings(""))) {
            List<ScoredRollout> rollouts = new ArrayList<>(rollouts(learner, 0, TinyRollouts::highTokens));
            rollouts.set(3, withTokens(rollouts.get(3), 1_000_000));
            assertThatThrownBy(() -> learner.learn(0, rollouts))
                    .isInstanceOfSatisfying(
                            CodedException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.TOKEN_OUT_OF_VOCABULARY));
        }
    }

    @Test
    void tooManyFailedRolloutsAreRefusedAndFewAreLeftOut() {
        try (var learner = learner(settings(""))) {
            List<ScoredRollout> rollouts = new ArrayList<>(rollouts(learner, 0, TinyRollouts::highTokens));
            rollouts.set(3, failed(rollouts.get(3)));
            List<ScoredRollout> tooMany = new ArrayList<>(rollouts);
            tooMany.set(4, failed(rollouts.get(4)));
            assertThatThrownBy(() -> learner.learn(0, tooMany))
                    .isInstanceOfSatisfying(
                            CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_FEW_ROLLOUTS));
            var report = learner.learn(0, rollouts);
            assertThat(report.trained()).isEqualTo(15);
            assertThat(report.failed()).isEqualTo(1);
        }
    }
}
