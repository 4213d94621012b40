package macaw.bench.micro;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import macaw.records.DeterministicRandom;
import macaw.trainer.ppo.Advantages;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Generalised advantage estimation of an iteration of 128 rollouts: the trainer's, which goes through an answer once from its end, and its
 * definition written down as the sum that it is.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AdvantagesBenchmark {
    private static final int ROLLOUTS = 128;
    private static final double DISCOUNT = 0.99;
    private static final double LAMBDA = 0.95;

    /** Of each answer. */
    @Param({"40", "512"})
    public int tokens;

    private List<float[]> rewards = List.of();
    private List<float[]> values = List.of();

    /** Draws rewards and values. */
    @Setup
    public void prepare() {
        rewards = draw("rewards");
        values = draw("values");
    }

    private List<float[]> draw(String purpose) {
        List<float[]> drawn = new ArrayList<>();
        for (int i = 0; i < ROLLOUTS; i++) {
            var random = DeterministicRandom.of(1, purpose, 0, i);
            float[] each = new float[tokens];
            for (int t = 0; t < tokens; t++) {
                each[t] = (float) random.nextGaussian();
            }
            drawn.add(each);
        }
        return drawn;
    }

    /** The trainer's. */
    @Benchmark
    public List<float[]> recursion() {
        List<float[]> advantages = new ArrayList<>();
        for (int i = 0; i < ROLLOUTS; i++) {
            advantages.add(Advantages.of(rewards.get(i), values.get(i), DISCOUNT, LAMBDA));
        }
        return advantages;
    }

    /** Σ_l (γλ)^l δ_{t+l}, token by token. */
    @Benchmark
    public List<float[]> sum() {
        List<float[]> advantages = new ArrayList<>();
        for (int i = 0; i < ROLLOUTS; i++) {
            advantages.add(sum(rewards.get(i), values.get(i)));
        }
        return advantages;
    }

    private static float[] sum(float[] rewards, float[] values) { // [T], [T] → [T]
        float[] advantages = new float[rewards.length];
        for (int t = 0; t < rewards.length; t++) {
            double sum = 0;
            double weight = 1;
            for (int l = t; l < rewards.length; l++) {
                double nextValue = l + 1 < values.length ? values[l + 1] : 0;
                sum += weight * (rewards[l] + DISCOUNT * nextValue - values[l]);
                weight *= DISCOUNT * LAMBDA;
            }
            advantages[t] = (float) sum;
        }
        return advantages;
    }
}
