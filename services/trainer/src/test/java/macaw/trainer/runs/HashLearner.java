package macaw.trainer.runs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import macaw.artefacts.Hashes;
import macaw.records.Sampling;
import macaw.records.ScoredRollout;
import macaw.records.TokenIds;
import macaw.trainer.learning.IterationReport;
import macaw.trainer.learning.PromptRequest;
import macaw.trainer.learning.RolloutLearner;
import macaw.trainer.learning.StepLearner;
import macaw.trainer.learning.StepReport;

/**
 * Learns by hashing: its state is the hash of its state before and of what it learnt from, so that a step which is left out, taken
 * twice or taken with other data shows in every state after it.
 */
final class HashLearner implements RolloutLearner, StepLearner {
    static final int ITERATIONS = 4;
    static final int PROMPTS = 3;
    static final long STEPS = 7;

    private String state;

    HashLearner(String initial) {
        this.state = Hashes.sha256(initial.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int iterations() {
        return ITERATIONS;
    }

    @Override
    public List<PromptRequest> prompts(int iteration) {
        List<PromptRequest> prompts = new ArrayList<>();
        for (int i = 0; i < PROMPTS; i++) {
            prompts.add(
                    new PromptRequest(i, 0, TokenIds.of(1, iteration, i), Sampling.plain(1, 4), 100L * iteration + i));
        }
        return prompts;
    }

    @Override
    public IterationReport learn(int iteration, List<ScoredRollout> rollouts) {
        StringBuilder learnt = new StringBuilder(state).append(iteration);
        rollouts.forEach(rollout -> learnt.append(rollout.rollout().prompt().rolloutId())
                .append(rollout.rollout().prompt().policy().number())
                .append(rollout.rollout().outcome())
                .append(rollout.outcome()));
        state = Hashes.sha256(learnt.toString().getBytes(StandardCharsets.UTF_8));
        return new IterationReport(
                rollouts.size(), 0, 10, Map.of("reward_mean", 1.0, "entropy", Double.NaN, "learnt", learnt()));
    }

    @Override
    public List<String> texts(List<TokenIds> tokens) {
        return tokens.stream().map(TokenIds::toString).toList();
    }

    /** A figure that tells of everything learnt so far. */
    private double learnt() {
        return Integer.parseInt(state.substring(0, 6), 16);
    }

    @Override
    public long totalSteps() {
        return STEPS;
    }

    @Override
    public StepReport step(long index) {
        state = Hashes.sha256((state + index).getBytes(StandardCharsets.UTF_8));
        return new StepReport(5, Map.of("loss", 1.0 / (index + 1), "learnt", learnt()));
    }

    @Override
    public void save(Path directory) {
        write(directory.resolve("state"), state);
    }

    @Override
    public void load(Path directory) {
        try {
            state = Files.readString(directory.resolve("state"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void writeModel(Path directory) {
        write(directory.resolve("config.json"), "{}");
        write(directory.resolve("model.safetensors"), state);
    }

    private static void write(Path file, String content) {
        try {
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {}
}
