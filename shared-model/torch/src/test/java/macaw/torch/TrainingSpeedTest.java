package macaw.torch;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import java.util.stream.LongStream;
import macaw.languagemodel.ModelConfig;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The share of this machine's sgemm peak that training reaches, the peak measured between the repeats. A token of a model with n numbers in matrix
 * products costs 6 n + 6 · layers · heads · d · T operations, forward and backward, attention causal.
 */
@Tag("slow")
class TrainingSpeedTest extends TorchTest {
    private static final int SEQUENCES = 16;
    private static final int POSITIONS = 128;
    private static final int STEPS = 5;
    private static final int REPEATS = 5;
    private static final int SIDE = 2048;
    private static final AdamW.Settings SETTINGS = new AdamW.Settings(0.9, 0.95, 1e-8, 0.1);

    @Test
    void aFiveMillionParameterLlamaTrainsAtHalfOfThePeak() {
        ModelConfig config = ModelConfig.llama(2048, 256, 704, 6, 4, 4, POSITIONS, true, 1, 2, 0);
        SequencedMap<String, long[]> shapes = config.tensors().shapes();
        var random = new Random(1);
        try (var model = new TorchModel(
                        engine,
                        aten,
                        config,
                        Parameters.of(engine, shapes, name -> values(random, shapes.get(name)), true));
                var optimizer = new AdamW(engine, aten, model.parameters(), SETTINGS)) {
            double[] shares = new double[REPEATS];
            step(engine, model, optimizer, random);
            for (int repeat = 0; repeat < REPEATS; repeat++) {
                double before = peak(engine);
                long start = System.nanoTime();
                for (int i = 0; i < STEPS; i++) {
                    step(engine, model, optimizer, random);
                }
                double seconds = (System.nanoTime() - start) / 1e9;
                double tokensPerSecond = STEPS * SEQUENCES * POSITIONS / seconds;
                double operations = 6.0 * model.parameters().count()
                        + 6.0 * config.layers() * config.heads() * config.headSize() * POSITIONS;
                double peak = (before + peak(engine)) / 2;
                shares[repeat] = tokensPerSecond * operations / peak;
                System.out.printf(
                        "%.0f tokens/s, %.1f of %.1f GFLOPS, share %.3f%n",
                        tokensPerSecond, tokensPerSecond * operations / 1e9, peak / 1e9, shares[repeat]);
            }
            Arrays.sort(shares);
            assertThat(shares[REPEATS / 2]).isGreaterThan(0.5);
        }
    }

    private static float[] values(Random random, long[] shape) {
        float[] values = new float[Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b))];
        for (int i = 0; i < values.length; i++) {
            values[i] = shape.length == 1 ? 1 : (float) (0.02 * random.nextGaussian());
        }
        return values;
    }

    private static void step(TorchEngine engine, TorchModel model, AdamW optimizer, Random random) {
        int count = SEQUENCES * POSITIONS;
        long[] ids = random.longs(count, 3, 2048).toArray();
        long[] targets = random.longs(count, 3, 2048).toArray();
        try (NDManager manager = engine.newManager();
                var recorded = Gradients.recorded()) {
            var pass = new TrainingPass(
                    model,
                    manager,
                    new TokenBatch(ids, SEQUENCES, POSITIONS, Optional.empty()),
                    LongStream.range(0, count).toArray());
            new TokenLogProbabilities(model, 1, TokenLogProbabilities.DEFAULT_MAX_LOGITS)
                    .backward(
                            pass, targets, (logp, from, to) -> logp.sum().neg().div(count));
        }
        optimizer.step(1e-4, 1);
    }

    /** Operations a second of the best of three products of 2048 × 2048 matrices. */
    private static double peak(TorchEngine engine) {
        try (NDManager manager = engine.newManager();
                var unrecorded = Gradients.unrecorded()) {
            NDArray a = manager.randomUniform(0, 1, new Shape(SIDE, SIDE), DataType.FLOAT32);
            NDArray b = manager.randomUniform(0, 1, new Shape(SIDE, SIDE), DataType.FLOAT32);
            double best = Double.MAX_VALUE;
            for (int i = 0; i < 3; i++) {
                long start = System.nanoTime();
                a.matMul(b).close();
                best = Math.min(best, (System.nanoTime() - start) / 1e9);
            }
            return 2.0 * SIDE * SIDE * SIDE / best;
        }
    }
}
