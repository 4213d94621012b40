package macaw.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import macaw.torch.TorchEngine;

/** A whole training step (forward, backward, global-norm clip, AdamW) against the sgemm peak measured between its repeats. */
final class TrainingBench {
    private static final int BATCH = 16;
    private static final int POSITIONS = 128;
    private static final int STEPS = 6;
    private static final int WARM_UP = 3;

    /** Of each repeat: tokens a second, GFLOP/s of the model, and GFLOP/s of sgemm before and after it. */
    record Result(List<Double> tokensPerSecond, List<Double> gigaflops, List<Double> peak) {}

    private TrainingBench() {}

    static Result run(TorchEngine engine, RandomLlama size, Path model, int repeats) {
        List<Double> tokensPerSecond = new ArrayList<>();
        List<Double> gigaflops = new ArrayList<>();
        List<Double> peaks = new ArrayList<>();
        try (var steps = new TrainingSteps(engine, model, BATCH, POSITIONS, WARM_UP + repeats * STEPS)) {
            steps.tokensPerSecond(WARM_UP);
            double before = Sgemm.gigaflops(engine);
            for (int repeat = 0; repeat < repeats; repeat++) {
                double rate = steps.tokensPerSecond(STEPS);
                double after = Sgemm.gigaflops(engine);
                tokensPerSecond.add(rate);
                gigaflops.add(rate * size.trainingOperationsPerToken(POSITIONS) / 1e9);
                peaks.add((before + after) / 2);
                before = after;
            }
        }
        return new Result(tokensPerSecond, gigaflops, peaks);
    }
}
