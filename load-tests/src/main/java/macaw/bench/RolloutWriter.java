package macaw.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import macaw.errors.CodedException;
import macaw.generator.engine.Engine;
import macaw.generator.engine.GenerationMeter;
import macaw.generator.sampling.Drawn;
import macaw.generator.scheduling.Audience;
import macaw.generator.scheduling.Choice;
import macaw.generator.scheduling.Limits;
import macaw.generator.scheduling.Scheduler;
import macaw.generator.scheduling.Sequence;
import macaw.generator.scheduling.SequenceListener;
import macaw.languagemodel.Checkpoint;
import macaw.onnx.Decoder;
import macaw.onnx.Precision;
import macaw.records.FinishReason;
import macaw.records.Sampling;
import macaw.records.VersionRef;

/** The generator's engine, scheduler and sampler over one checkpoint, without the service around them. */
public final class RolloutWriter implements AutoCloseable {
    /** As the generator has it where nothing else is set. */
    private static final int CONTEXT = 2048;

    private static final int CHUNK = 128;
    private static final VersionRef POLICY = new VersionRef("default", "bench", 1, "0".repeat(64));

    private final Decoder decoder;
    private final Engine engine;
    private long written;

    private RolloutWriter(Decoder decoder, int slots) {
        this.decoder = decoder;
        this.engine =
                new Engine(new Scheduler(new Limits(slots, 0, 1, slots)), policy -> decoder, GenerationMeter.SILENT);
    }

    /** Opens a checkpoint for so many sequences at a time, in the numbers of its trainer. */
    public static RolloutWriter open(Path model, int slots, int threads) {
        return open(model, slots, threads, Precision.FP32);
    }

    /** The same, its matrices in such numbers. */
    public static RolloutWriter open(Path model, int slots, int threads, Precision precision) {
        try (Checkpoint checkpoint = Checkpoint.open(model)) {
            int context = Math.min(CONTEXT, checkpoint.config().maxPositions());
            var shape = new Decoder.Shape(slots, context, CHUNK);
            return new RolloutWriter(Decoder.open(checkpoint, shape, threads, precision), slots);
        }
    }

    /** So many prompts, others each turn. */
    public List<int[]> prompts(int count, int tokens, int turn) {
        var random = new RandomTokens("bench prompts", decoder.vocabularySize());
        return IntStream.range(0, count)
                .mapToObj(i -> random.row(tokens, turn, i))
                .toList();
    }

    /** Samples an answer of so many tokens to each prompt, all at once; says how many tokens were written a second, prompts included in the time. */
    public double tokensPerSecond(List<int[]> prompts, int tokens) {
        long begin = System.nanoTime();
        write(prompts, tokens);
        return prompts.size() * tokens / ((System.nanoTime() - begin) / 1e9);
    }

    private void write(List<int[]> prompts, int tokens) {
        // no end token: every answer has the same length
        var writing = new Sequence.Writing(
                decoder.shape().contextLength(),
                decoder.vocabularySize(),
                decoder.shape().chunk(),
                Set.of());
        List<CompletableFuture<Void>> answers = new ArrayList<>();
        for (int[] prompt : prompts) {
            var answer = new CompletableFuture<Void>();
            answers.add(answer);
            engine.submit(new Sequence(
                    POLICY,
                    writing,
                    new Audience.Run("bench"),
                    prompt,
                    new Choice.Sampled(Sampling.plain(1, tokens), ++written),
                    new Waiting(answer)));
        }
        answers.forEach(CompletableFuture::join);
    }

    @Override
    public void close() {
        engine.close();
        decoder.close();
    }

    private record Waiting(CompletableFuture<Void> answer) implements SequenceListener {
        @Override
        public boolean drawn(Drawn drawn) {
            return false;
        }

        @Override
        public void finished(FinishReason reason) {
            answer.complete(null);
        }

        @Override
        public void failed(CodedException failure) {
            answer.completeExceptionally(failure);
        }
    }
}
