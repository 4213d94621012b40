package macaw.trainer.runs;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Figures of a run, by name. */
final class Metrics {
    private Metrics() {}

    /** The older figures with the newer ones in their place. What is not finite is left out: JSON has no word for it. */
    static SortedMap<String, Double> merged(Map<String, Double> older, Map<String, Double> newer) {
        SortedMap<String, Double> merged = new TreeMap<>(older);
        newer.forEach((name, value) -> {
            if (Double.isFinite(value)) {
                merged.put(name, value);
            } else {
                merged.remove(name);
            }
        });
        return merged;
    }
}
