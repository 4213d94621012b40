package macaw.bench.micro;

import java.util.List;
import java.util.concurrent.TimeUnit;
import macaw.generator.sampling.Drawn;
import macaw.generator.sampling.Sampler;
import macaw.records.DeterministicRandom;
import macaw.records.Sampling;
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

/** One draw of a token from a row of logits, of the whole distribution as PPO draws, and behind filters as people ask for it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SamplerBenchmark {
    private static final Sampling WHOLE = Sampling.plain(1, 16);
    private static final Sampling FILTERED = new Sampling(0.8, 16, 50, 0.95, 0, List.of());

    /** Length of the row. */
    @Param({"2048", "49152"})
    public int vocabulary;

    private final Sampler sampler = new Sampler();
    private float[] logits = {};
    private int position;

    /** Draws the logits themselves. */
    @Setup
    public void prepare() {
        var random = DeterministicRandom.of(1, "bench logits", 0, vocabulary);
        logits = new float[vocabulary];
        for (int i = 0; i < vocabulary; i++) {
            logits[i] = (float) (3 * random.nextGaussian());
        }
    }

    @Benchmark
    public Drawn whole() {
        return sampler.draw(logits, WHOLE, 1, position++);
    }

    @Benchmark
    public Drawn filtered() {
        return sampler.draw(logits, FILTERED, 1, position++);
    }
}
