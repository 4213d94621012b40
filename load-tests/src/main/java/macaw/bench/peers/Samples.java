package macaw.bench.peers;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import macaw.bench.RolloutWriter;

/** Eight samples of one prompt of 256 tokens against answers to eight prompts of that length, both by the product. */
final class Samples {
    private static final int COUNT = 8;
    private static final int PROMPT = 256;
    private static final int WRITTEN = 32;

    private Samples() {}

    static Row measure(BenchModel model, BenchRun run) throws IOException, InterruptedException {
        var writer = RolloutWriter.open(model.directory(), COUNT, run.threads());
        writer.tokensPerSecond(writer.prompts(COUNT, PROMPT, 0), WRITTEN); // warm-up
        var turn = new AtomicInteger();
        List<Product> ways = List.of(
                new Product(
                        "macaw, 8 samples of one prompt",
                        () -> writer.tokensPerSecond(
                                Collections.nCopies(
                                        COUNT,
                                        writer.prompts(1, PROMPT, turn.incrementAndGet())
                                                .getFirst()),
                                WRITTEN),
                        writer::close),
                new Product(
                        "8 prompts",
                        () -> writer.tokensPerSecond(writer.prompts(COUNT, PROMPT, turn.incrementAndGet()), WRITTEN),
                        () -> {}));
        String work = "samples of one prompt, " + model.name();
        return Row.of(
                work, "new tokens/s", Turns.take(work, run.rounds(), ways), List.of(new Wanted.OverTheBest(2, 3)));
    }
}
