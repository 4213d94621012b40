package macaw.labeling.snapshots;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import macaw.labeling.projects.Project;
import macaw.labeling.prompts.Split;

/** Where snapshots are kept. Their lines are stored, not made again: they stay the same bytes. */
public interface SnapshotStore {
    /** Freezes the project's counting submissions of these splits, by time of submission and id. Returns the one that is there if it is the same. */
    Snapshot freeze(Project project, Set<Split> splits, Instant now);

    Optional<Snapshot> find(String namespace, String id);

    /** The lines in order, without newlines, one at a time. */
    void lines(Snapshot snapshot, Consumer<String> line);
}
