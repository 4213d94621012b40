package macaw.generator.answering;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Which runs still want their rollouts, as the topic of runs tells it. A run that it has not told of does. Thread-safe. */
public final class EndedRuns {
    private final ConcurrentMap<String, Standing> runs = new ConcurrentHashMap<>();

    private record Standing(long epoch, boolean ended) {}

    /** A run stands so now, under its writer's epoch; what an earlier writer says afterwards does not count. */
    public void changed(String runId, long epoch, boolean ended) {
        runs.merge(runId, new Standing(epoch, ended), (before, now) -> now.epoch() < before.epoch() ? before : now);
    }

    /** A run is no longer in the topic. */
    public void forgotten(String runId) {
        runs.remove(runId);
    }

    /** Whether nobody waits for what a run's writer of this epoch asked for: the run has ended, or another writer has taken it over. */
    public boolean ignores(String runId, long epoch) {
        Standing standing = runs.get(runId);
        return standing != null && (standing.ended() || epoch < standing.epoch());
    }
}
