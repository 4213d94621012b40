package macaw.cli.bench.figures;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import macaw.localstack.StackException;

/**
 * Where the time of PPO iterations went.
 *
 * @param rollouts of an iteration
 * @param maxTokens longest answer
 * @param iterations those that count
 */
public record PpoReport(int rollouts, int maxTokens, List<IterationTimes> iterations) {
    private static final double EVERYTHING_ELSE = 0.1;

    /** Refuses a run of which no iteration counts. */
    public PpoReport {
        if (iterations.isEmpty()) {
            throw new StackException("no iteration was measured; the first one does not count");
        }
        iterations = List.copyOf(iterations);
    }

    List<Ratio> ratios() {
        return List.of(Ratio.under(
                EVERYTHING_ELSE,
                "PPO iteration, what is not tensor work / the whole",
                Spread.of(iterations.stream()
                        .map(times -> times.everythingElse() / times.whole())
                        .toList())));
    }

    List<String> table() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "PPO, mean of %d iterations of %d rollouts, %.0f tokens an answer (%d at most)",
                iterations.size(),
                rollouts,
                mean(IterationTimes::tokens) / rollouts,
                maxTokens));
        lines.add("by stage of the trainer, one after the other");
        lines.add(row("prompts", IterationTimes::prompts));
        lines.add(row("waiting for scored rollouts", IterationTimes::waiting));
        lines.add(row("training", IterationTimes::training));
        lines.add(row("checkpoint", IterationTimes::checkpoint));
        lines.add(row("publish", IterationTimes::publish));
        lines.add(row("the whole", IterationTimes::whole));
        lines.add("engines at work meanwhile");
        lines.add(row("generator", IterationTimes::generating));
        lines.add(row("reward service", IterationTimes::scoring));
        lines.add(row("both at once, at most", IterationTimes::bothAtOnce));
        lines.add("everything that is not tensor work, at most");
        lines.add(row("broker, encoding, loading a version", IterationTimes::handingOver));
        lines.add(row("checkpoint and publish", times -> times.checkpoint() + times.publish()));
        lines.add(row("together", IterationTimes::everythingElse));
        return lines;
    }

    private String row(String what, ToDoubleFunction<IterationTimes> seconds) {
        return String.format(
                Locale.ROOT,
                "  %-38s %7.2f s  %5.1f %%",
                what,
                mean(seconds),
                100 * mean(seconds) / mean(IterationTimes::whole));
    }

    private double mean(ToDoubleFunction<IterationTimes> value) {
        return iterations.stream().mapToDouble(value).average().orElseThrow();
    }
}
