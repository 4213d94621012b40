package macaw.bench.learn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import macaw.artefacts.Staged;
import macaw.records.Completion;
import macaw.records.DeterministicRandom;
import macaw.records.Fingerprints;
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
import macaw.trainer.learning.PromptRequest;
import macaw.trainer.ppo.PpoLearner;
import macaw.trainer.ppo.PpoModels;
import macaw.trainer.settings.PpoSettings;

/**
 * Iterations of PPO in one process: the trainer's learner and the generator's engine as they are in production, a reward that is a few lines of Java,
 * and a folder in the place of the store.
 */
final class PpoLoop implements AutoCloseable {
    private static final String EVALUATION = "evaluation";
    private static final VersionRef REWARD = new VersionRef("default", "rule", 1, "0".repeat(64));

    private final PpoLearner learner;
    private final PpoSettings settings;
    private final LocalGenerator generator;
    private final Reward reward;
    private final Path work;
    private VersionRef policy;
    private Path folder;
    private int next;

    /** What an answer is worth. */
    @FunctionalInterface
    interface Reward {
        double of(TokenIds prompt, Completion answer);
    }

    /** An answer outside training, and what it is worth. */
    record Sample(TokenIds prompt, Completion answer, double reward) {
        static double meanReward(List<Sample> samples) {
            return samples.stream().mapToDouble(Sample::reward).average().orElseThrow();
        }
    }

    /**
     * Before the first iteration.
     *
     * @param start policy and reference; the value model begins as this under a head of zeros
     * @param work an empty folder for the policies that come of it
     */
    PpoLoop(
            TorchEngine engine,
            Path start,
            List<TokenIds> prompts,
            PpoSettings settings,
            Reward reward,
            LocalGenerator generator,
            Path work) {
        this.settings = settings;
        this.reward = reward;
        this.generator = generator;
        this.work = work;
        this.learner =
                new PpoLearner(engine, new PpoModels(start, start, Optional.empty()), prompts, List.of(), settings);
        this.folder = start;
        this.policy = generator.serve(start);
    }

    /** Rollouts of an iteration. */
    int rollouts() {
        return settings.promptsPerIteration() * settings.samplesPerPrompt();
    }

    /** Writes an iteration's rollouts, trains on them and serves what came of it; returns the learner's metrics. */
    Map<String, Double> iterate() throws IOException {
        int iteration = next++;
        List<Prompt> prompts = new ArrayList<>();
        for (PromptRequest request : learner.prompts(iteration)) {
            prompts.add(prompt("ppo", iteration, request));
        }
        List<ScoredRollout> rollouts = new ArrayList<>();
        for (Sample sample : write(prompts)) {
            Prompt prompt = prompts.get(rollouts.size());
            rollouts.add(new ScoredRollout(
                    new Rollout(prompt, Fingerprints.of(prompt), policy, sample.answer()),
                    new Scores(List.of(new Score(REWARD, sample.reward(), 1)))));
        }
        Map<String, Double> metrics = learner.learn(iteration, rollouts).metrics();
        Path written = Files.createDirectory(work.resolve("policy-" + iteration));
        learner.writeModel(written);
        policy = generator.serve(written);
        if (iteration > 0) {
            Staged.deleteTree(folder);
        }
        folder = written;
        return metrics;
    }

    /** Samples of the present policy with draws of their own, which training never sees: so many of each prompt. */
    List<Sample> evaluate(List<TokenIds> prompts, int samples) {
        List<Prompt> asked = new ArrayList<>();
        Sampling sampling = Sampling.plain(settings.temperature(), settings.maxTokens());
        for (int p = 0; p < prompts.size(); p++) {
            for (int s = 0; s < samples; s++) {
                long seed = DeterministicRandom.of(settings.run().seed(), EVALUATION, next, asked.size())
                        .nextLong();
                asked.add(prompt(EVALUATION, next, new PromptRequest(p, s, prompts.get(p), sampling, seed)));
            }
        }
        return write(asked);
    }

    private List<Sample> write(List<Prompt> prompts) {
        List<Sample> samples = new ArrayList<>();
        for (Completion answer : generator.write(prompts)) {
            TokenIds prompt = prompts.get(samples.size()).tokens();
            samples.add(new Sample(prompt, answer, reward.of(prompt, answer)));
        }
        return samples;
    }

    private Prompt prompt(String run, int iteration, PromptRequest request) {
        return new Prompt(
                "default",
                Prompt.rolloutId(run, iteration, request.promptIndex(), request.sampleIndex()),
                run,
                1,
                iteration,
                request.promptIndex(),
                request.sampleIndex(),
                request.tokens(),
                request.sampling(),
                request.seed(),
                policy,
                List.of(new RewardWeight(REWARD, 1)),
                Instant.EPOCH);
    }

    @Override
    public void close() {
        learner.close();
    }
}
