package macaw.labeling.snapshots;

import java.util.List;
import macaw.labeling.projects.Project;

/** Which snapshots there are. */
public interface SnapshotList {
    /** A project's snapshots, newest first, at most {@code limit}. */
    List<Snapshot> latest(Project project, int limit);
}
