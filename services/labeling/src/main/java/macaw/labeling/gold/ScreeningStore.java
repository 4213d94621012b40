package macaw.labeling.gold;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import macaw.labeling.projects.Project;
import macaw.labeling.ranking.Ranking;

/** Where it is kept who passed. */
public interface ScreeningStore {
    /**
     * A gold task that a labeler did.
     *
     * @param gold what is expected
     * @param ranking what the labeler said
     */
    record Tried(Ranking gold, Ranking ranking) {}

    /** The task's project. */
    Optional<Project> projectOf(String namespace, UUID task);

    /** Whether the labeler passed. */
    boolean hasPassed(Project project, UUID labeler);

    /** What the labeler said of gold tasks, withdrawn work aside. */
    List<Tried> tried(Project project, UUID labeler);

    /** Records that the labeler passed; the first time stays. */
    void pass(Project project, UUID labeler, Screening.Result result);

    /** Labelers whose work waits for screening. */
    List<UUID> waiting(Project project);

    /** Tasks on which the labeler's work waits for screening, in the order handed in. */
    List<UUID> waiting(Project project, UUID labeler);

    /** Decides anew about the submissions of the task, in the order handed in, and announces what begins or ceases to count; one transaction. */
    void restate(String namespace, UUID task);
}
