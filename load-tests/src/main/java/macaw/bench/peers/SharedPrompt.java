package macaw.bench.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import macaw.bench.RandomTokens;

/** Scores of five outputs to one prompt of 200 tokens, against as many tokens of five prompts that have nothing in common. */
final class SharedPrompt {
    private static final int OUTPUTS = 5;
    private static final int PROMPT = 200;
    private static final int OUTPUT = 40;
    /** Groups of one measurement; one after the other, as a ranking asks for them. */
    private static final int GROUPS = 4;

    private SharedPrompt() {}

    static Row measure(BenchModel model, BenchRun run) throws IOException, InterruptedException {
        Path reward = model.rewardModel(run.torch(), run.work());
        var scorer = new RewardScorer(reward, run.threads());
        var random = new RandomTokens("bench outputs", model.config().vocabularySize());
        var turn = new AtomicInteger();
        scorer.tokensPerSecond(group(random, 0, true)); // warm-up
        List<Product> ways = List.of(
                new Product(
                        "macaw, one prompt",
                        () -> tokensPerSecond(scorer, random, turn.incrementAndGet(), true),
                        scorer::close),
                new Product(
                        "prompts of their own",
                        () -> tokensPerSecond(scorer, random, turn.incrementAndGet(), false),
                        () -> {}));
        String work = "scoring 5 outputs of one prompt, " + model.name();
        return Row.of(work, "tokens/s", Turns.take(work, run.rounds(), ways), List.of(new Wanted.OverTheBest(2, 3)));
    }

    private static double tokensPerSecond(RewardScorer scorer, RandomTokens random, int turn, boolean shared) {
        double seconds = 0;
        for (int i = 0; i < GROUPS; i++) {
            List<int[]> group = group(random, turn * GROUPS + i, shared);
            seconds += OUTPUTS * (PROMPT + OUTPUT) / scorer.tokensPerSecond(group);
        }
        return GROUPS * OUTPUTS * (PROMPT + OUTPUT) / seconds;
    }

    private static List<int[]> group(RandomTokens random, int group, boolean shared) {
        int[] prompt = random.row(PROMPT, group, OUTPUTS);
        return IntStream.range(0, OUTPUTS)
                .mapToObj(i -> {
                    int[] sequence = random.row(PROMPT + OUTPUT, group, i);
                    if (shared) {
                        System.arraycopy(prompt, 0, sequence, 0, PROMPT);
                    }
                    return sequence;
                })
                .toList();
    }
}
