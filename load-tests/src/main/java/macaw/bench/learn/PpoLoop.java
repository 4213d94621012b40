package macaw.bench.learn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import macaw.artefacts.Staged;
import macaw.bench.learn.SampleWriter.Sample;
import macaw.records.Fingerprints;
import macaw.records.Rollout;
import macaw.records.Score;
import macaw.records.ScoredRollout;
import macaw.records.Scores;
import macaw.records.TokenIds;
import macaw.records.VersionRef;
import macaw.torch.TorchEngine;
import macaw.trainer.ppo.PpoLearner;
import macaw.trainer.ppo.PpoModels;
import macaw.trainer.settings.PpoSettings;

/**
 * Iterations of PPO in one process: the trainer's learner and the generator's engine as they are in production, a reward that is a few lines of Java,
 * and a folder in the place of the store.
 */
final class PpoLoop implements AutoCloseable {
    private final PpoLearner learner;
    private final PpoSettings settings;
    private final LocalGenerator generator;
    private final SampleWriter writer;
    private final Path work;
    private VersionRef policy;
    private Path folder;
    private int next;

    /**
     * Before the first iteration.
     *
     * @param start policy and reference; the value model begins as this under a head of zeros
     * @param writer of the rollouts, over {@code generator}
     * @param work an empty folder for the policies that come of it
     */
    PpoLoop(
            TorchEngine engine,
            Path start,
            List<TokenIds> prompts,
            PpoSettings settings,
            SampleWriter writer,
            LocalGenerator generator,
            Path work) {
        this.settings = settings;
        this.writer = writer;
        this.generator = generator;
        this.work = work;
        this.learner = new PpoLearner(
                engine,
                new PpoModels(start, start, Optional.empty()),
                prompts,
                List.of(),
                settings,
                settings.keptPassesBytes());
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
        List<ScoredRollout> rollouts = new ArrayList<>();
        for (Sample sample : writer.write("ppo", iteration, policy, learner.prompts(iteration))) {
            rollouts.add(new ScoredRollout(
                    new Rollout(sample.prompt(), Fingerprints.of(sample.prompt()), policy, sample.answer()),
                    new Scores(List.of(new Score(SampleWriter.REWARD, sample.reward(), 1)))));
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

    /** Samples of the present policy with draws of their own: so many of each prompt. */
    List<Sample> evaluate(List<TokenIds> prompts, int samples) {
        return writer.evaluate(policy, next, prompts, samples);
    }

    @Override
    public void close() {
        learner.close();
    }
}
