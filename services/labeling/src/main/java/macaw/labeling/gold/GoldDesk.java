package macaw.labeling.gold;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import macaw.labeling.projects.Project;
import macaw.labeling.ranking.Ranking;
import macaw.labeling.ratings.OutputRating;
import macaw.labeling.tasks.Task;

/** Where leads say which tasks are gold. */
public final class GoldDesk {
    private final GoldStore store;
    private final InstantSource clock;

    public GoldDesk(GoldStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Makes the task a gold task, or its gold another. What labelers recorded about it measures them from now on and counts no more. TASK_UNKNOWN and
     * what {@link Gold} refuses.
     */
    public Gold put(String namespace, UUID task, Ranking ranking, List<OutputRating> ratings, String note, String by) {
        var gold = new Gold(task, ranking, ratings, note, by, clock.instant().truncatedTo(ChronoUnit.MICROS));
        store.put(namespace, gold, gold::checkFits);
        return gold;
    }

    /** Makes the task an ordinary one; what was recorded counts where places are free. TASK_UNKNOWN, PROJECT_CLOSED. */
    public void remove(String namespace, UUID task) {
        store.remove(namespace, task, GoldDesk::checkOpen);
    }

    private static void checkOpen(Task task) {
        task.project().checkOpen();
    }

    /** A project's gold, oldest first. */
    public List<Gold> list(Project project) {
        return store.list(project);
    }
}
