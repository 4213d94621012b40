package macaw.cli.bench.figures;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * How long labelers wait for their next task.
 *
 * @param labelers who work at once
 * @param thinkingSeconds what each of them takes for a task on average, exponentially distributed
 * @param repeats measured one after the other, in turns
 */
public record LabelingReport(int labelers, double thinkingSeconds, List<Repeat> repeats) {
    private static final double CROWD = 5;

    /**
     * One turn.
     *
     * @param alone one labeler who takes no time to think
     * @param working all of them, who do
     * @param rushing all of them, who do not: the machine is at its end, so this is a figure and no ratio
     */
    public record Repeat(Latency alone, Latency working, Latency rushing) {}

    public LabelingReport {
        repeats = List.copyOf(repeats);
    }

    List<Ratio> ratios() {
        return List.of(Ratio.under(
                CROWD,
                "next task, p99 of " + labelers + " labelers / of one",
                Spread.ofRatios(
                        measured(repeat -> repeat.working().p99()),
                        measured(repeat -> repeat.alone().p99()))));
    }

    private List<Double> measured(Function<Repeat, Double> value) {
        return repeats.stream().map(value).toList();
    }

    List<String> table() {
        List<String> lines = new ArrayList<>();
        lines.add("getting the next task, from the request to the whole task, over gRPC");
        for (Repeat repeat : repeats) {
            lines.add(row("one labeler, no time to think", repeat.alone()));
            lines.add(row(
                    String.format(Locale.ROOT, "%d labelers, %.0f s a task", labelers, thinkingSeconds),
                    repeat.working()));
            lines.add(row(labelers + " labelers, no time to think", repeat.rushing()));
        }
        return lines;
    }

    private static String row(String what, Latency latency) {
        return "  %-34s %s".formatted(what, latency.text("tasks"));
    }
}
