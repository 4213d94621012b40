package macaw.reward.kafka;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import macaw.records.wire.Announcements;
import macaw.v1.Run;

/**
 * Runs that nobody waits for any more, from topic runs; a run that is resumed asks again for what was skipped. What a run's earlier writer
 * says after a later one does not count.
 */
final class EndedRuns {
    private static final Standing REMOVED = new Standing(0, true);

    private final ConcurrentMap<String, Standing> runs = new ConcurrentHashMap<>();

    private record Standing(long epoch, boolean ended) {}

    void changed(String runId, Optional<Run> run) {
        run.ifPresentOrElse(
                told -> runs.merge(
                        runId,
                        new Standing(told.getEpoch(), Announcements.ended(told)),
                        (before, now) -> now.epoch() < before.epoch() ? before : now),
                () -> runs.put(runId, REMOVED));
    }

    boolean contains(String runId) {
        Standing standing = runs.get(runId);
        return standing != null && standing.ended();
    }
}
