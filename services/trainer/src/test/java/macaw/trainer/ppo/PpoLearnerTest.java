package macaw.trainer.ppo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.Completion;
import macaw.records.DeterministicRandom;
import macaw.records.Failure;
import macaw.records.Fingerprints;
import macaw.records.FinishReason;
import macaw.records.LogProbabilities;
import macaw.records.Prompt;
import macaw.records.RewardWeight;
import macaw.records.Rollout;
import macaw.records.Score;
import macaw.records.ScoredRollout;
import macaw.records.Scores;
import macaw.records.TokenIds;
import macaw.records.VersionRef;
import macaw.torch.Aten;
import macaw.torch.Gradients;
import macaw.torch.TokenBatch;
import macaw.torch.TorchEngine;
import macaw.torch.TorchModel;
import macaw.trainer.learning.Exactness;
import macaw.trainer.learning.PpoFigure;
import macaw.trainer.learning.PromptRequest;
import macaw.trainer.learning.TinyModels;
import macaw.trainer.settings.PpoSettings;
import macaw.trainer.settings.SettingsReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PpoLearnerTest {
    private static final int EOS = 2;
    private static final VersionRef VERSION = new VersionRef("default", "p", 1, "0".repeat(64));
    private static final TorchEngine ENGINE = TinyModels.engine();

    private static PpoSettings settings(String more) {
        return settings(3, more);
    }

    private static PpoSettings settings(int microbatch, String more) {
        return SettingsReader.read("""
                {"output": "ppo", "policy": "sft", "prompts": "sha256:0", "rewards": [{"name": "rm"}],
                 "promptsPerIteration": 16, "maxTokens": 8, "minibatches": 2, "microbatchSize": %d%s}
                """.formatted(microbatch, more), PpoSettings.class);
    }

    private static PpoLearner learner(PpoSettings settings) {
        List<TokenIds> prompts = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            prompts.add(TokenIds.of(Arrays.copyOf(new int[] {1, 20 + i, 40 + i}, 2 + i % 2)));
        }
        var models = new PpoModels(TinyModels.causal(), TinyModels.causal(), Optional.of(TinyModels.reward()));
        List<int[]> text = List.of(new int[200], new int[100]);
        return new PpoLearner(ENGINE, models, prompts, text, settings);
    }

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
                var metrics = learner.learn(i, rollouts(learner, i, PpoLearnerTest::highTokens))
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
                List<ScoredRollout> rollouts = new ArrayList<>(rollouts(learner, 0, PpoLearnerTest::highTokens));
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
            var rollouts = rollouts(whole, 0, PpoLearnerTest::highTokens);
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
                "kl": {"coefficient": 0.1, "target": 1, "horizon": 100}, "whitenRewards": true
                """);
        Exactness.assertResumesBitExactly(
                directory,
                () -> learner(settings),
                (learner, i) -> learner.learn(i, rollouts(learner, i, PpoLearnerTest::highTokens)));
    }

    @Test
    void adaptersLearnFromAReferenceThatIsTheirOwnBaseAndResumeInEqualBits(@TempDir Path directory) {
        var settings = settings("""
                , "iterations": 4, "averageDecay": 0.9, "lora": {"rank": 4}, "gradientCheckpointing": true,
                "optimizer": {"learningRate": 1e-2}, "valueOptimizer": {"learningRate": 1e-2}
                """);
        try (var learner = learner(settings)) {
            var first = learner.learn(0, rollouts(learner, 0, PpoLearnerTest::highTokens))
                    .metrics();
            assertThat(first.get("kl")).as("policy and reference are one").isZero();
            var second = learner.learn(1, rollouts(learner, 1, PpoLearnerTest::highTokens))
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
                (learner, i) -> learner.learn(i, rollouts(learner, i, PpoLearnerTest::highTokens)));
    }

    @Test
    void computingBlocksAgainChangesNoBit(@TempDir Path directory) throws Exception {
        List<byte[]> results = new ArrayList<>();
        for (boolean checkpointing : new boolean[] {false, true}) {
            try (var learner = learner(settings(", \"gradientCheckpointing\": " + checkpointing))) {
                learner.learn(0, rollouts(learner, 0, PpoLearnerTest::highTokens));
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
            var metrics = learner.learn(0, rollouts(learner, 0, PpoLearnerTest::highTokens))
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
            List<ScoredRollout> rollouts = rollouts(learner, 0, PpoLearnerTest::highTokens).stream()
                    .map(PpoLearnerTest::withWrongLogProbabilities)
                    .toList();
            assertThatThrownBy(() -> learner.learn(0, rollouts))
                    .isInstanceOfSatisfying(
                            CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.POLICY_MISMATCH));
        }
    }

    @Test
    void rolloutsOfAQuantisedPolicyAreWeighedInsteadAndTheirMismatchIsSaid() {
        try (var learner = learner(settings(""))) {
            List<ScoredRollout> rollouts = rollouts(learner, 0, PpoLearnerTest::highTokens).stream()
                    .map(PpoLearnerTest::withWrongLogProbabilities)
                    .map(PpoLearnerTest::quantised)
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
            List<ScoredRollout> before = rollouts(learner, 1, PpoLearnerTest::highTokens);
            learner.learn(0, rollouts(learner, 0, PpoLearnerTest::highTokens));
            assertThatThrownBy(() -> learner.learn(1, before))
                    .isInstanceOfSatisfying(
                            CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOSS_NOT_FINITE));
        }
    }

    @Test
    void valuesThatExplodeStopTheIteration() {
        var settings = settings(", \"lossLimit\": 2, \"valueClipRange\": 0, \"valueOptimizer\": {\"learningRate\": 1}");
        try (var learner = learner(settings)) {
            assertThatThrownBy(() -> learner.learn(0, rollouts(learner, 0, PpoLearnerTest::highTokens)))
                    .isInstanceOfSatisfying(
                            CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOSS_EXPLODED))
                    .hasMessageContaining("the value loss of iteration 0");
        }
    }

    @Test
    void aTokenThatThePolicyDoesNotKnowIsRefused() {
        try (var learner = learner(settings(""))) {
            List<ScoredRollout> rollouts = new ArrayList<>(rollouts(learner, 0, PpoLearnerTest::highTokens));
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
            List<ScoredRollout> rollouts = new ArrayList<>(rollouts(learner, 0, PpoLearnerTest::highTokens));
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

    /** Share of an answer's tokens that are 128 or above. */
    private static double highTokens(int[] answer) {
        return Arrays.stream(answer).filter(token -> token >= 128).count() / (double) answer.length;
    }

    private interface Reward {
        double of(int[] answer);
    }

    /** What generator and reward service do, token by token in torch: answers of the policy that the learner would publish. */
    private static List<ScoredRollout> rollouts(PpoLearner learner, int iteration, Reward reward) {
        Path directory;
        try {
            directory = Files.createTempDirectory("policy" + UUID.randomUUID());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        learner.writeModel(directory);
        List<ScoredRollout> rollouts = new ArrayList<>();
        try (var aten = new Aten(ENGINE);
                var model = TorchModel.open(ENGINE, aten, directory, false)) {
            for (PromptRequest request : learner.prompts(iteration)) {
                rollouts.add(rollout(model, iteration, request, reward));
            }
        }
        return rollouts;
    }

    private static ScoredRollout rollout(TorchModel model, int iteration, PromptRequest request, Reward reward) {
        int[] tokens = request.tokens().toArray();
        int promptLength = tokens.length;
        float[] logps = new float[request.sampling().maxTokens()];
        int n = 0;
        while (n < logps.length && (n == 0 || tokens[tokens.length - 1] != EOS)) {
            double[] probabilities =
                    probabilities(model, tokens, request.sampling().temperature());
            double draw = DeterministicRandom.of(request.seed(), "draw", 0, n).nextDouble();
            int token = 0;
            for (double sum = probabilities[0]; sum < draw && token < probabilities.length - 1; ) {
                sum += probabilities[++token];
            }
            logps[n++] = (float) Math.log(probabilities[token]);
            tokens = Arrays.copyOf(tokens, tokens.length + 1);
            tokens[tokens.length - 1] = token;
        }
        int[] answer = Arrays.copyOfRange(tokens, promptLength, tokens.length);
        var finish = answer[answer.length - 1] == EOS ? FinishReason.EOS : FinishReason.LENGTH;
        var completion =
                new Completion(TokenIds.of(answer), LogProbabilities.of(Arrays.copyOf(logps, n)), finish, "test");
        var prompt = new Prompt(
                "default",
                Prompt.rolloutId("run", iteration, request.promptIndex(), request.sampleIndex()),
                "run",
                1,
                iteration,
                request.promptIndex(),
                request.sampleIndex(),
                request.tokens(),
                request.sampling(),
                request.seed(),
                VERSION,
                List.of(new RewardWeight(VERSION, 1)),
                Instant.EPOCH);
        var rollout = new Rollout(prompt, Fingerprints.of(prompt), VERSION, completion);
        return new ScoredRollout(rollout, new Scores(List.of(new Score(VERSION, reward.of(answer), 1))));
    }

    private static double[] probabilities(TorchModel model, int[] tokens, double temperature) {
        try (var manager = ENGINE.newManager();
                var unrecorded = Gradients.unrecorded()) {
            NDArray hidden = model.hidden(manager, TokenBatch.of(List.of(tokens)));
            float[] probabilities = model.logits(model.rows(hidden, new long[] {tokens.length - 1}))
                    .div((float) temperature)
                    .softmax(-1)
                    .toFloatArray();
            double[] wide = new double[probabilities.length];
            for (int i = 0; i < wide.length; i++) {
                wide[i] = probabilities[i];
            }
            return wide;
        }
    }

    private static ScoredRollout withWrongLogProbabilities(ScoredRollout scored) {
        Completion completion = (Completion) scored.rollout().outcome();
        float[] wrong = completion.logProbabilities().toArray();
        for (int t = 0; t < wrong.length; t++) {
            wrong[t] -= 0.1f;
        }
        return with(
                scored,
                new Completion(
                        completion.tokens(),
                        LogProbabilities.of(wrong),
                        completion.finishReason(),
                        completion.numerics()));
    }

    private static ScoredRollout quantised(ScoredRollout scored) {
        Completion completion = (Completion) scored.rollout().outcome();
        return with(
                scored,
                new Completion(
                        completion.tokens(),
                        completion.logProbabilities(),
                        completion.finishReason(),
                        "test/" + Completion.INT8));
    }

    private static ScoredRollout withTokens(ScoredRollout scored, int... tokens) {
        return with(
                scored,
                new Completion(
                        TokenIds.of(tokens),
                        LogProbabilities.of(new float[tokens.length]),
                        FinishReason.LENGTH,
                        "test"));
    }

    private static ScoredRollout with(ScoredRollout scored, Completion other) {
        Rollout rollout = scored.rollout();
        return new ScoredRollout(
                new Rollout(rollout.prompt(), rollout.fingerprint(), rollout.policy(), other), scored.outcome());
    }

    private static ScoredRollout failed(ScoredRollout scored) {
        return new ScoredRollout(scored.rollout(), new Failure("OVERLOADED", "no room", true));
    }
}
