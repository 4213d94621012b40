package macaw.artefacts;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import macaw.records.VersionRef;

/**
 * Where a sealed folder came from. It holds no time of day: the same run that seals the same folder again after a kill
 * writes the same bytes.
 *
 * @param run id of the run that made it; empty for an import
 * @param epoch epoch of the run's writer, from 1; 0 without a run
 * @param iteration steps or iterations done, in the run's own unit
 * @param parents versions it was made from
 * @param metrics figures at that moment, e.g. {@code heldout_loss}; finite
 */
public record Provenance(
        String run, long epoch, long iteration, List<VersionRef> parents, SortedMap<String, Double> metrics) {
    /** What was not made by a run. */
    public static final Provenance NONE = new Provenance("", 0, 0, List.of(), new TreeMap<>());

    /** Refuses negative numbers and metrics that are not finite (JSON has no NaN). */
    public Provenance {
        if (epoch < 0 || iteration < 0) {
            throw new IllegalArgumentException("epoch and iteration must be >= 0, were " + epoch + " and " + iteration);
        }
        metrics.forEach((name, value) -> {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("metric " + name + " must be finite, was " + value);
            }
        });
        parents = List.copyOf(parents);
        metrics = new TreeMap<>(metrics);
    }

    /** The same, made from these versions. */
    public Provenance madeFrom(List<VersionRef> versions) {
        return new Provenance(run, epoch, iteration, versions, metrics);
    }

    /** Made by a run. */
    public static Provenance ofRun(
            String run, long epoch, long iteration, List<VersionRef> parents, Map<String, Double> metrics) {
        return new Provenance(run, epoch, iteration, parents, new TreeMap<>(metrics));
    }
}
