package macaw.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import macaw.languagemodel.ModelConfig;
import macaw.torch.TorchEngine;
import macaw.trainer.pretrain.PretrainLearner;
import macaw.trainer.settings.PretrainSettings;
import macaw.trainer.settings.SettingsReader;

/** The trainer's own steps (forward, backward, global-norm clip, AdamW) over rows of random tokens. */
public final class TrainingSteps implements AutoCloseable {
    private final PretrainLearner learner;
    private final int batch;
    private final int positions;
    private int next;

    /** As many as {@code most} steps of {@code batch} rows, each of so many positions. */
    public TrainingSteps(TorchEngine engine, Path model, int batch, int positions, int most) {
        this.batch = batch;
        this.positions = positions;
        int vocabulary = ModelConfig.read(model).vocabularySize();
        String json = """
                {"output": "bench", "data": "sha256:%s", "batchSize": %d, "microbatchSize": %d, "sequenceLength": %d,
                 "heldOutFraction": 0, "evaluateEvery": 1000000}""".formatted("0".repeat(64), batch, batch, positions);
        PretrainSettings settings = SettingsReader.read(json, PretrainSettings.class);
        learner = new PretrainLearner(engine, model, rows((most + 1) * batch, vocabulary), settings);
    }

    /** Does so many; says how many tokens went through a second. */
    public double tokensPerSecond(int steps) {
        long begin = System.nanoTime();
        for (int i = 0; i < steps; i++) {
            learner.step(next++);
        }
        return (double) steps * batch * positions / ((System.nanoTime() - begin) / 1e9);
    }

    @Override
    public void close() {
        learner.close();
    }

    private List<int[]> rows(int count, int vocabulary) {
        var random = new RandomTokens("bench texts", vocabulary);
        return IntStream.range(0, count)
                .mapToObj(i -> random.row(positions, 0, i))
                .toList();
    }
}
