package macaw.labeling.snapshots;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import macaw.labeling.projects.Project;

/** Where snapshots are kept. Their lines are stored, not made again: they stay the same bytes. */
public interface SnapshotStore {
    /**
     * Freezes the project's counting submissions that the filters let through, by time of submission and id. What was withdrawn, or is of a
     * withdrawn prompt, is left out. Returns the one that is there if it is the same.
     */
    Snapshot freeze(Project project, Filters filters, Instant now);

    Optional<Snapshot> find(String namespace, String id);

    /** The lines in order, without newlines, one at a time. */
    void lines(Snapshot snapshot, Consumer<String> line);
}
