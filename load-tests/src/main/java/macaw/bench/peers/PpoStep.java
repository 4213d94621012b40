package macaw.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import macaw.bench.RandomTokens;
import macaw.languagemodel.ModelConfig;
import macaw.records.Completion;
import macaw.records.Fingerprints;
import macaw.records.FinishReason;
import macaw.records.LogProbabilities;
import macaw.records.Prompt;
import macaw.records.RewardWeight;
import macaw.records.Rollout;
import macaw.records.Sampling;
import macaw.records.Score;
import macaw.records.ScoredRollout;
import macaw.records.Scores;
import macaw.records.TokenIds;
import macaw.records.VersionRef;
import macaw.torch.TorchEngine;
import macaw.trainer.ppo.PpoLearner;
import macaw.trainer.ppo.PpoModels;
import macaw.trainer.settings.PpoSettings;
import macaw.trainer.settings.SettingsReader;

/** One iteration of the trainer's PPO on rollouts of random tokens, and how much memory the process held for it at most. */
final class PpoStep {
    static final int PROMPTS = 32;
    static final int PROMPT = 32;
    static final int WRITTEN = 48;
    static final int MICROBATCH = 16;

    /** One model after the other, as TRL's. */
    static final String PLAIN = ", \"modelsTogether\": false";
    /** Settings that save memory: blocks computed again for the backward pass, the reference policy in 16 bits. */
    static final String SPARING = PLAIN + ", \"gradientCheckpointing\": true, \"frozenWeights\": \"bf16\"";
    /** The same with adapters of rank 16 on every linear layer in place of the weights. */
    static final String ADAPTERS = SPARING + ", \"lora\": {\"rank\": 16}";

    private static final VersionRef POLICY = new VersionRef("default", "bench-policy", 1, "a".repeat(64));
    private static final VersionRef REWARD = new VersionRef("default", "bench-reward", 1, "b".repeat(64));

    private PpoStep() {}

    public static void main(String[] arguments) throws IOException {
        Logger.getLogger("").setLevel(Level.WARNING);
        Path model = Path.of(arguments[0]);
        int threads = Integer.parseInt(arguments[1]);
        int vocabulary = ModelConfig.read(model).vocabularySize();
        TorchEngine engine = TorchEngine.start("cpu", threads);
        var tokens = new RandomTokens("bench ppo", vocabulary);
        List<TokenIds> prompts = new ArrayList<>();
        List<ScoredRollout> rollouts = new ArrayList<>();
        for (int i = 0; i < PROMPTS; i++) {
            int[] text = tokens.row(PROMPT + WRITTEN, 0, i);
            TokenIds prompt = TokenIds.of(Arrays.copyOf(text, PROMPT));
            prompts.add(prompt);
            rollouts.add(rollout(i, prompt, Arrays.copyOfRange(text, PROMPT, PROMPT + WRITTEN), vocabulary));
        }
        var models = new PpoModels(model, model, Optional.empty());
        try (var learner = new PpoLearner(engine, models, prompts, List.of(), settings(arguments[2]), 0)) {
            learner.learn(0, rollouts);
        }
        System.out.println(peakGigabytes());
    }

    /** What wrote them does not matter here, so their log-probabilities are not compared with the policy's. */
    private static PpoSettings settings(String memory) {
        return SettingsReader.read(
                """
                {"policy": "bench-policy", "rewards": [{"name": "bench-reward"}], "prompts": "sha256:%s", "output": "bench",
                 "iterations": 1, "promptsPerIteration": %d, "maxTokens": %d, "minibatches": 1, "microbatchSize": %d,
                 "maxMismatch": 0%s}""".formatted("0".repeat(64), PROMPTS, WRITTEN, MICROBATCH, memory), PpoSettings.class);
    }

    private static ScoredRollout rollout(int index, TokenIds tokens, int[] answer, int vocabulary) {
        var prompt = new Prompt(
                "default",
                Prompt.rolloutId("bench", 0, index, 0),
                "bench",
                1,
                0,
                index,
                0,
                tokens,
                Sampling.plain(1, WRITTEN),
                index,
                POLICY,
                List.of(new RewardWeight(REWARD, 1)),
                Instant.EPOCH);
        float[] logProbabilities = new float[answer.length];
        Arrays.fill(logProbabilities, (float) -Math.log(vocabulary));
        var completion =
                new Completion(TokenIds.of(answer), LogProbabilities.of(logProbabilities), FinishReason.LENGTH, "none");
        return new ScoredRollout(
                new Rollout(prompt, Fingerprints.of(prompt), POLICY, completion),
                new Scores(List.of(new Score(REWARD, index % 2, 1))));
    }

    private static double peakGigabytes() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) * 1024 / 1e9)
                    .findFirst()
                    .orElseThrow(() -> new IOException("the system does not say how much memory a process has used"));
        }
    }
}
