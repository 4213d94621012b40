package macaw.reward.kafka;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import macaw.records.wire.Announcements;
import macaw.v1.Run;

/** Runs that nobody waits for any more, from topic runs; a run that is resumed asks again for what was skipped. */
final class EndedRuns {
    private final Set<String> ended = ConcurrentHashMap.newKeySet();

    void changed(String runId, Optional<Run> run) {
        boolean over = run.map(Announcements::ended).orElse(true);
        if (over) {
            ended.add(runId);
        } else {
            ended.remove(runId);
        }
    }

    boolean contains(String runId) {
        return ended.contains(runId);
    }
}
