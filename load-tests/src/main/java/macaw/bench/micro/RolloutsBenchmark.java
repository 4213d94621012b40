package macaw.bench.micro;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import macaw.artefacts.Staged;
import macaw.bench.RandomLlama;
import macaw.bench.RolloutWriter;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A token of the generator's whole path: scheduler, decoder, sampler, listener, with 32 sequences in a batch. With {@code -prof gc} it says how
 * many bytes of the heap a token costs, on whichever thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RolloutsBenchmark {
    private static final int BATCH = 32;
    private static final int PROMPT = 32;
    private static final int WRITTEN = 128;
    private static final int THREADS = 2;

    private List<int[]> prompts = List.of();
    private @Nullable Path folder;
    private @Nullable RolloutWriter writer;

    /** Opens a random Llama. */
    @Setup
    public void prepare() throws IOException {
        folder = Files.createTempDirectory("macaw-bench");
        writer = RolloutWriter.open(RandomLlama.LLAMA_5M.write(folder), BATCH, THREADS);
        prompts = writer.prompts(BATCH, PROMPT, 0);
    }

    /** Closes it. */
    @TearDown
    public void close() throws IOException {
        Objects.requireNonNull(writer).close();
        Staged.deleteTree(Objects.requireNonNull(folder));
    }

    /** A batch of answers; the time and the bytes are a token's. */
    @Benchmark
    @OperationsPerInvocation(BATCH * WRITTEN)
    public double token() {
        return Objects.requireNonNull(writer).tokensPerSecond(prompts, WRITTEN);
    }
}
