package macaw.bench.micro;

import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import macaw.errors.CodedException;
import macaw.generator.sampling.Drawn;
import macaw.generator.scheduling.Audience;
import macaw.generator.scheduling.Choice;
import macaw.generator.scheduling.Limits;
import macaw.generator.scheduling.Scheduler;
import macaw.generator.scheduling.Sequence;
import macaw.generator.scheduling.SequenceListener;
import macaw.generator.scheduling.Step;
import macaw.records.FinishReason;
import macaw.records.Sampling;
import macaw.records.VersionRef;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the scheduler decides, a token: rollouts that fill all slots, from their submission to the end of the last. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SchedulerBenchmark {
    static final int ROLLOUTS = 32;
    static final int WRITTEN = 128;

    private static final int PROMPT = 32;
    private static final int VOCABULARY = 2048;
    private static final VersionRef POLICY = new VersionRef("default", "bench", 1, "0".repeat(64));
    private static final Sequence.Writing WRITING =
            new Sequence.Writing(PROMPT + WRITTEN, VOCABULARY, PROMPT, Set.of());
    private static final Choice CHOICE = new Choice.Sampled(Sampling.plain(1, WRITTEN), 1);
    private static final Drawn DRAWN = new Drawn(7, -1);

    private final Scheduler scheduler = new Scheduler(new Limits(ROLLOUTS, 0, 1, ROLLOUTS));

    /** Each of a prompt of its own. */
    @Benchmark
    @OperationsPerInvocation(ROLLOUTS * WRITTEN)
    public int apart() {
        for (int i = 0; i < ROLLOUTS; i++) {
            scheduler.submit(sequence(i));
        }
        return tokens();
    }

    /** Samples of one prompt. */
    @Benchmark
    @OperationsPerInvocation(ROLLOUTS * WRITTEN)
    public int shared() {
        for (int i = 0; i < ROLLOUTS; i++) {
            scheduler.submit(sequence(0));
        }
        return tokens();
    }

    /** Goes on until nothing is left to do; how many tokens were written. */
    private int tokens() {
        int tokens = 0;
        while (true) {
            switch (scheduler.next()) {
                case Step.Prefill(VersionRef policy, List<Step.Part> parts) -> {
                    for (Step.Part part : parts) {
                        // every prompt is one chunk
                        tokens += drew(List.of(part.sequence())) + drew(part.sharers());
                    }
                }
                case Step.Copy(Sequence from, List<Sequence> sharers) -> tokens += drew(sharers);
                case Step.Advance advance -> tokens += drew(advance.sequences());
                case Step.Idle() -> {
                    return tokens;
                }
            }
        }
    }

    private int drew(List<Sequence> sequences) {
        for (Sequence sequence : sequences) {
            scheduler.drew(sequence, DRAWN);
        }
        return sequences.size();
    }

    private static Sequence sequence(int index) {
        int[] prompt = new int[PROMPT];
        prompt[0] = index;
        return new Sequence(POLICY, WRITING, new Audience.Run("bench"), prompt, CHOICE, new Ignoring());
    }

    private static final class Ignoring implements SequenceListener {
        @Override
        public boolean drawn(Drawn drawn) {
            return false;
        }

        @Override
        public void finished(FinishReason reason) {}

        @Override
        public void failed(CodedException failure) {}
    }
}
