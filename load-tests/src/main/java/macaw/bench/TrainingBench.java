package macaw.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import macaw.records.DeterministicRandom;
import macaw.torch.TorchEngine;
import macaw.trainer.pretrain.PretrainLearner;
import macaw.trainer.settings.PretrainSettings;
import macaw.trainer.settings.SettingsReader;

/** A whole training step (forward, backward, global-norm clip, AdamW) against the sgemm peak measured between its repeats. */
final class TrainingBench {
    private static final int BATCH = 16;
    private static final int POSITIONS = 128;
    private static final int STEPS = 6;
    private static final int WARM_UP = 3;

    /** Of each repeat: tokens a second, GFLOP/s of the model, and GFLOP/s of sgemm before and after it. */
    record Result(List<Double> tokensPerSecond, List<Double> gigaflops, List<Double> peak) {}

    private TrainingBench() {}

    static Result run(TorchEngine engine, Path model, int repeats) {
        List<Double> tokensPerSecond = new ArrayList<>();
        List<Double> gigaflops = new ArrayList<>();
        List<Double> peaks = new ArrayList<>();
        int steps = WARM_UP + repeats * STEPS;
        try (var learner = new PretrainLearner(engine, model, texts(steps + 1), settings())) {
            int next = 0;
            while (next < WARM_UP) {
                learner.step(next++);
            }
            double before = Sgemm.gigaflops(engine);
            for (int repeat = 0; repeat < repeats; repeat++) {
                long begin = System.nanoTime();
                for (int i = 0; i < STEPS; i++) {
                    learner.step(next++);
                }
                double seconds = (System.nanoTime() - begin) / 1e9;
                double after = Sgemm.gigaflops(engine);
                double rate = (double) STEPS * BATCH * POSITIONS / seconds;
                tokensPerSecond.add(rate);
                gigaflops.add(rate * Llama5m.trainingOperationsPerToken(POSITIONS) / 1e9);
                peaks.add((before + after) / 2);
                before = after;
            }
        }
        return new Result(tokensPerSecond, gigaflops, peaks);
    }

    private static PretrainSettings settings() {
        String json = """
                {"output": "bench", "data": "sha256:%s", "batchSize": %d, "microbatchSize": %d, "sequenceLength": %d,
                 "heldOutFraction": 0, "evaluateEvery": 1000000}""".formatted("0".repeat(64), BATCH, BATCH, POSITIONS);
        return SettingsReader.read(json, PretrainSettings.class);
    }

    /** Random tokens: what they say does not change what they cost. */
    private static List<int[]> texts(int steps) {
        var random = DeterministicRandom.of(1, "bench texts", 0, 0);
        List<int[]> texts = new ArrayList<>();
        for (int i = 0; i < steps * BATCH; i++) {
            int[] text = new int[POSITIONS];
            for (int t = 0; t < POSITIONS; t++) {
                text[t] = random.nextInt(Llama5m.VOCABULARY);
            }
            texts.add(text);
        }
        return texts;
    }
}
