package macaw.trainer.runs;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import macaw.records.VersionRef;

/**
 * A run as it is shown.
 *
 * @param epoch epoch of its writer; 0 before it was taken up
 * @param metrics latest value of each figure under its short name, e.g. {@code kl}; the gauge {@code macaw_KIND_FIGURE} has it too
 * @param output name under which it publishes
 * @param published versions published so far, in order
 */
public record RunView(
        RunRecord run,
        RunStatus status,
        long epoch,
        RunProgress progress,
        SortedMap<String, Double> metrics,
        String output,
        List<VersionRef> published,
        Instant updatedAt) {
    public RunView {
        metrics = new TreeMap<>(metrics);
        published = List.copyOf(published);
    }

    RunView with(RunStatus newStatus, Instant now) {
        return new RunView(run, newStatus, epoch, progress, metrics, output, published, now);
    }

    RunView withEpoch(long newEpoch) {
        return new RunView(run, status, newEpoch, progress, metrics, output, published, updatedAt);
    }

    RunView with(
            RunProgress newProgress, SortedMap<String, Double> newMetrics, List<VersionRef> newPublished, Instant now) {
        return new RunView(run, status, epoch, newProgress, newMetrics, output, newPublished, now);
    }
}
