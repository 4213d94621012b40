package macaw.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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
import macaw.records.DeterministicRandom;
import macaw.records.FinishReason;
import macaw.records.Sampling;
import macaw.records.VersionRef;

/** The generator's own engine, scheduler and sampler: one sequence at a time, and 32 together. */
final class RolloutBench {
    private static final int BATCH = 32;
    private static final int ALONE = 4;
    private static final int PROMPT = 32;
    private static final int WRITTEN = 128;
    private static final int CHUNK = 32;
    private static final VersionRef POLICY = new VersionRef("default", "bench", 1, "0".repeat(64));

    /** New tokens a second of each repeat, prompts included in the time. */
    record Result(List<Double> alone, List<Double> together) {}

    private RolloutBench() {}

    static Result run(Path model, int threads, int repeats) {
        List<Double> alone = new ArrayList<>();
        List<Double> together = new ArrayList<>();
        try (Checkpoint checkpoint = Checkpoint.open(model);
                var decoder = Decoder.open(checkpoint, new Decoder.Shape(BATCH, Llama5m.CONTEXT, CHUNK), threads);
                var engine = new Engine(
                        new Scheduler(new Limits(BATCH, 0, 1, BATCH)), policy -> decoder, GenerationMeter.SILENT)) {
            rate(engine, BATCH, BATCH, 0); // warm-up
            for (int repeat = 1; repeat <= repeats; repeat++) {
                alone.add(rate(engine, ALONE, 1, repeat));
                together.add(rate(engine, BATCH, BATCH, repeat));
            }
        }
        return new Result(alone, together);
    }

    /** Writes {@code count} answers, {@code atOnce} of them together, and says how many tokens a second that was. */
    private static double rate(Engine engine, int count, int atOnce, int repeat) {
        long begin = System.nanoTime();
        for (int first = 0; first < count; first += atOnce) {
            List<CompletableFuture<Void>> answers = new ArrayList<>();
            for (int i = first; i < first + atOnce; i++) {
                answers.add(submit(engine, repeat, i));
            }
            answers.forEach(CompletableFuture::join);
        }
        return count * WRITTEN / ((System.nanoTime() - begin) / 1e9);
    }

    private static CompletableFuture<Void> submit(Engine engine, int repeat, int index) {
        var random = DeterministicRandom.of(1, "bench prompts", repeat, index);
        int[] prompt = new int[PROMPT];
        for (int t = 0; t < PROMPT; t++) {
            prompt[t] = random.nextInt(Llama5m.VOCABULARY);
        }
        var answer = new CompletableFuture<Void>();
        // no end token: every answer has the same length
        var writing = new Sequence.Writing(Llama5m.CONTEXT, Llama5m.VOCABULARY, CHUNK, Set.of());
        engine.submit(new Sequence(
                POLICY,
                writing,
                new Audience.Run("bench"),
                prompt,
                new Choice.Sampled(Sampling.plain(1, WRITTEN), random.nextLong()),
                new Waiting(answer)));
        return answer;
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
