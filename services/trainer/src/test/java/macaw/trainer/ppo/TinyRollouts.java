package macaw.trainer.ppo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
import macaw.trainer.learning.PromptRequest;
import macaw.trainer.learning.TinyModels;
import macaw.trainer.settings.PpoSettings;
import macaw.trainer.settings.SettingsReader;

/** A small policy, and the answers that it draws: what generator and reward service do, in torch. */
final class TinyRollouts {
    private static final int EOS = 2;
    private static final VersionRef VERSION = new VersionRef("default", "p", 1, "0".repeat(64));
    static final TorchEngine ENGINE = TinyModels.engine();
    static final PpoModels MODELS =
            new PpoModels(TinyModels.causal(), TinyModels.causal(), Optional.of(TinyModels.reward()));
    private static final Aten ATEN = new Aten(ENGINE);

    private TinyRollouts() {}

    static PpoSettings settings(String more) {
        return settings(3, more);
    }

    static PpoSettings settings(int microbatch, String more) {
        return settings(16, 2, microbatch, more);
    }

    static PpoSettings settings(int prompts, int minibatches, int microbatch, String more) {
        return SettingsReader.read("""
                {"output": "ppo", "policy": "sft", "prompts": "sha256:0", "rewards": [{"name": "rm"}],
                 "promptsPerIteration": %d, "maxTokens": 8, "minibatches": %d, "microbatchSize": %d%s}
                """.formatted(prompts, minibatches, microbatch, more), PpoSettings.class);
    }

    static PpoLearner learner(PpoSettings settings) {
        return learner(settings, MODELS);
    }

    static PpoLearner learner(PpoSettings settings, PpoModels models) {
        return learner(settings, models, settings.keptPassesBytes());
    }

    static PpoLearner learner(PpoSettings settings, PpoModels models, long room) {
        List<TokenIds> prompts = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            prompts.add(TokenIds.of(Arrays.copyOf(new int[] {1, 20 + i, 40 + i}, 2 + i % 2)));
        }
        List<int[]> text = List.of(new int[200], new int[100]);
        return new PpoLearner(ENGINE, models, prompts, text, settings, room);
    }

    /** Share of an answer's tokens that are 128 or above. */
    static double highTokens(int[] answer) {
        return Arrays.stream(answer).filter(token -> token >= 128).count() / (double) answer.length;
    }

    interface Reward {
        double of(int[] answer);
    }

    /**
     * What generator and reward service do, token by token in torch and all requests side by side: answers of the policy that the learner would publish.
     */
    static List<ScoredRollout> rollouts(PpoLearner learner, int iteration, Reward reward) {
        List<Draft> drafts = learner.prompts(iteration).stream().map(Draft::new).toList();
        Path directory = written(learner);
        try (var model = TorchModel.open(ENGINE, ATEN, directory, false)) {
            List<Draft> open = drafts;
            while (!open.isEmpty()) {
                List<double[]> probabilities = probabilities(model, open);
                for (int i = 0; i < open.size(); i++) {
                    open.get(i).draw(probabilities.get(i));
                }
                open = open.stream().filter(draft -> !draft.ended()).toList();
            }
        }
        delete(directory);
        return drafts.stream().map(draft -> draft.scored(iteration, reward)).toList();
    }

    private static Path written(PpoLearner learner) {
        try {
            Path directory = Files.createTempDirectory(Path.of("target"), "policy");
            learner.writeModel(directory);
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An answer that is being drawn. */
    private static final class Draft {
        final PromptRequest request;
        private final float[] logps;
        private int[] tokens;
        private int drawn;

        Draft(PromptRequest request) {
            this.request = request;
            this.tokens = request.tokens().toArray();
            this.logps = new float[request.sampling().maxTokens()];
        }

        boolean ended() {
            return drawn == logps.length || drawn > 0 && tokens[tokens.length - 1] == EOS;
        }

        void draw(double[] probabilities) {
            double draw =
                    DeterministicRandom.of(request.seed(), "draw", 0, drawn).nextDouble();
            int token = 0;
            for (double sum = probabilities[0]; sum < draw && token < probabilities.length - 1; ) {
                sum += probabilities[++token];
            }
            logps[drawn++] = (float) Math.log(probabilities[token]);
            tokens = Arrays.copyOf(tokens, tokens.length + 1);
            tokens[tokens.length - 1] = token;
        }

        ScoredRollout scored(int iteration, Reward reward) {
            int[] answer = Arrays.copyOfRange(tokens, request.tokens().size(), tokens.length);
            var finish = answer[answer.length - 1] == EOS ? FinishReason.EOS : FinishReason.LENGTH;
            var completion = new Completion(
                    TokenIds.of(answer), LogProbabilities.of(Arrays.copyOf(logps, drawn)), finish, "test");
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
    }

    private static List<double[]> probabilities(TorchModel model, List<Draft> drafts) {
        TokenBatch batch =
                TokenBatch.of(drafts.stream().map(draft -> draft.tokens).toList());
        long[] last = new long[drafts.size()];
        Arrays.setAll(last, b -> batch.row(b, drafts.get(b).tokens.length - 1));
        double temperature = drafts.getFirst().request.sampling().temperature();
        try (var manager = ENGINE.newManager();
                var unrecorded = Gradients.unrecorded()) {
            float[] flat = model.logits(model.hidden(manager, batch, last))
                    .div((float) temperature)
                    .softmax(-1)
                    .toFloatArray(); // [B, V]
            int vocabulary = flat.length / last.length;
            return IntStream.range(0, last.length)
                    .mapToObj(b -> IntStream.range(b * vocabulary, (b + 1) * vocabulary)
                            .mapToDouble(i -> flat[i])
                            .toArray())
                    .toList();
        }
    }

    static ScoredRollout withWrongLogProbabilities(ScoredRollout scored) {
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

    static ScoredRollout quantised(ScoredRollout scored) {
        Completion completion = (Completion) scored.rollout().outcome();
        return with(
                scored,
                new Completion(
                        completion.tokens(),
                        completion.logProbabilities(),
                        completion.finishReason(),
                        "test/" + Completion.INT8));
    }

    static ScoredRollout withTokens(ScoredRollout scored, int... tokens) {
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

    static ScoredRollout failed(ScoredRollout scored) {
        return new ScoredRollout(scored.rollout(), new Failure("OVERLOADED", "no room", true));
    }
}
