package macaw.cli.datasets;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** What is in a data set: how much of it, how long, in which splits, with how many ties. */
final class RowStatistics implements Consumer<CanonicalRow> {
    private static final String NO_SPLIT = "none named";

    private final Map<String, Long> splits = new TreeMap<>();
    private final Map<Integer, Long> outputs = new TreeMap<>();
    private final Set<String> prompts = new HashSet<>();
    private final Map<String, String> splitOfPrompt = new HashMap<>();
    private final Set<String> inTwoSplits = new HashSet<>();
    private final Set<String> labelers = new HashSet<>();
    private final IntStream.Builder promptLengths = IntStream.builder();
    private final IntStream.Builder answerLengths = IntStream.builder();
    private long rows;
    private long conversations;
    private long tied;
    private long allTied;

    @Override
    public void accept(CanonicalRow row) {
        rows++;
        String split = row.split().orElse(NO_SPLIT);
        splits.merge(split, 1L, Long::sum);
        row.labeler().ifPresent(labelers::add);
        row.row().asked().ifPresent(asked -> asked(asked, split));
        switch (row.row()) {
            case Row.Demonstration demonstration -> answer(demonstration.response());
            case Row.Comparison comparison -> compared(comparison);
            case Row.Prompt prompt -> {}
            case Row.Text text -> answer(text.text());
        }
    }

    private void asked(Conversation asked, String split) {
        prompts.add(asked.key());
        if (!splitOfPrompt.computeIfAbsent(asked.key(), key -> split).equals(split)) {
            inTwoSplits.add(asked.key());
        }
        conversations += asked.turns().size() > 1 ? 1 : 0;
        promptLengths.add(
                asked.turns().stream().mapToInt(turn -> turn.content().length()).sum());
    }

    private void compared(Row.Comparison comparison) {
        outputs.merge(comparison.outputs().size(), 1L, Long::sum);
        comparison.outputs().forEach(this::answer);
        tied += comparison.ranking().size() < comparison.outputs().size() ? 1 : 0;
        allTied += comparison.ranking().size() == 1 ? 1 : 0;
    }

    private void answer(String text) {
        answerLengths.add(text.length());
    }

    /** A line a figure. */
    String text(long refused) {
        StringBuilder text = new StringBuilder();
        line(text, "rows", rows + ", " + refused + " refused");
        if (!prompts.isEmpty()) {
            line(text, "prompts", prompts.size() + ", " + conversations + " rows of several turns");
        }
        line(text, "splits", pairs(splits) + (inTwoSplits.isEmpty() ? "" : "; prompts in two: " + inTwoSplits.size()));
        if (!outputs.isEmpty()) {
            line(text, "outputs a row", pairs(outputs));
            line(text, "rows with ties", tied + ", all tied " + allTied);
        }
        if (!labelers.isEmpty()) {
            line(text, "labelers", String.valueOf(labelers.size()));
        }
        length(text, "prompt, characters", promptLengths);
        length(text, "answer or text, characters", answerLengths);
        return text.toString().stripTrailing();
    }

    private static String pairs(Map<?, Long> counts) {
        return counts.toString().replaceAll("[{}]", "").replace("=", ": ");
    }

    private static void length(StringBuilder text, String name, IntStream.Builder lengths) {
        int[] sorted = lengths.build().sorted().toArray();
        if (sorted.length > 0) {
            int[] quantiles = IntStream.of(50, 95, 100)
                    .map(percent -> sorted[(int) ((sorted.length - 1L) * percent / 100)])
                    .toArray();
            line(text, name, "median " + quantiles[0] + ", 95 % up to " + quantiles[1] + ", longest " + quantiles[2]);
        }
    }

    private static void line(StringBuilder text, String name, String figure) {
        text.append(String.format("%-28s%s%n", name, figure));
    }
}
