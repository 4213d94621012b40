package macaw.trainer.history;

import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The figures of one step or iteration.
 *
 * @param step steps done with this one, so from 1
 * @param time when it was done
 * @param figures by short name, e.g. {@code kl}; what is not finite is left out, as JSON has no word for it
 */
public record StepFigures(long step, Instant time, SortedMap<String, Double> figures) {
    static final String STEP = "step";
    static final String TIME = "time";

    public StepFigures {
        if (step < 1) {
            throw new IllegalArgumentException("steps are counted from 1, was " + step);
        }
        if (figures.containsKey(STEP) || figures.containsKey(TIME)) {
            throw new IllegalArgumentException("no figure may be called " + STEP + " or " + TIME);
        }
        figures = new TreeMap<>(figures);
        figures.values().removeIf(value -> !Double.isFinite(value));
    }

    /** These figures. */
    public static StepFigures of(long step, Instant time, Map<String, Double> figures) {
        return new StepFigures(step, time, new TreeMap<>(figures));
    }

    /** This step standing for an earlier one too: of a figure that both have it keeps its own. */
    StepFigures standingFor(StepFigures earlier) {
        SortedMap<String, Double> both = new TreeMap<>(earlier.figures);
        both.putAll(figures);
        return new StepFigures(step, time, both);
    }
}
