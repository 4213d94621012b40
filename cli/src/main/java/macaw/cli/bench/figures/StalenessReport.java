package macaw.cli.bench.figures;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How long an iteration of PPO takes when rollouts of an older version are trained on, so that writing them and training go on at once.
 *
 * @param rollouts of an iteration
 * @param maxTokens longest answer
 * @param iterations of each run; the first does not count
 * @param turns seconds an iteration by staleness, a map each turn
 */
public record StalenessReport(int rollouts, int maxTokens, int iterations, List<SortedMap<Integer, Double>> turns)
        implements Report {
    /** Refuses to say anything of nothing. */
    public StalenessReport {
        if (turns.isEmpty() || turns.getFirst().isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        turns = List.copyOf(turns);
    }

    /** Seconds an iteration, by staleness. */
    @JsonProperty
    public SortedMap<Integer, Spread> seconds() {
        SortedMap<Integer, Spread> seconds = new TreeMap<>();
        turns.getFirst().keySet().forEach(staleness -> seconds.put(staleness, Spread.of(of(staleness))));
        return seconds;
    }

    /** How many times shorter than at the lowest staleness an iteration is, by the others. */
    @JsonProperty
    public SortedMap<Integer, Spread> gain() {
        int lowest = turns.getFirst().firstKey();
        SortedMap<Integer, Spread> gain = new TreeMap<>();
        turns.getFirst()
                .tailMap(lowest + 1)
                .keySet()
                .forEach(staleness -> gain.put(staleness, Spread.ofRatios(of(lowest), of(staleness))));
        return gain;
    }

    private List<Double> of(int staleness) {
        return turns.stream()
                .map(turn -> turn.getOrDefault(staleness, Double.NaN))
                .toList();
    }

    /** A table; the last lines are the ratios. */
    @Override
    public String text() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "PPO, %d turns of %d iterations of %d rollouts of at most %d tokens, seconds an iteration (min / median / max)",
                turns.size(),
                iterations,
                rollouts,
                maxTokens));
        seconds().forEach((staleness, spread) -> lines.add("  staleness " + staleness + "  " + spread.text(2)));
        int lowest = turns.getFirst().firstKey();
        gain().forEach((staleness, spread) ->
                lines.add("an iteration at staleness " + lowest + " / at " + staleness + "  " + spread.text(2)));
        return String.join(System.lineSeparator(), lines);
    }
}
