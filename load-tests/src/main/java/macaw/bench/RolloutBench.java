package macaw.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The generator's own engine, scheduler and sampler: one sequence at a time, and 32 together. */
final class RolloutBench {
    private static final int BATCH = 32;
    private static final int ALONE = 4;
    private static final int PROMPT = 32;
    private static final int WRITTEN = 128;

    /** New tokens a second of each repeat, prompts included in the time. */
    record Result(List<Double> alone, List<Double> together) {}

    private RolloutBench() {}

    static Result run(Path model, int threads, int repeats) {
        List<Double> alone = new ArrayList<>();
        List<Double> together = new ArrayList<>();
        try (var writer = RolloutWriter.open(model, BATCH, threads)) {
            writer.tokensPerSecond(writer.prompts(BATCH, PROMPT, 0), WRITTEN); // warm-up
            for (int repeat = 1; repeat <= repeats; repeat++) {
                alone.add(oneAtATime(writer, repeat));
                together.add(writer.tokensPerSecond(writer.prompts(BATCH, PROMPT, repeat), WRITTEN));
            }
        }
        return new Result(alone, together);
    }

    private static double oneAtATime(RolloutWriter writer, int repeat) {
        long begin = System.nanoTime();
        for (int[] prompt : writer.prompts(ALONE, PROMPT, repeat)) {
            writer.tokensPerSecond(List.of(prompt), WRITTEN);
        }
        return ALONE * WRITTEN / ((System.nanoTime() - begin) / 1e9);
    }
}
