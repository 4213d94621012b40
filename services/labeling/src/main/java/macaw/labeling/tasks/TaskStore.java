package macaw.labeling.tasks;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import macaw.labeling.gold.Turn;
import macaw.labeling.gold.Turns;
import macaw.labeling.projects.Project;
import macaw.labeling.projects.Terms;

/** Where tasks and leases are kept. Each method is one transaction that holds its task's lock while it decides. */
public interface TaskStore {
    /**
     * Decides about the task that the labeler holds in the project, else those that are kept for them, else a gold task where it is its turn, else free
     * ones in order, until one is granted; about none of them twice. Empty where there is none.
     */
    Optional<Handout.Granted> handOut(
            Project project, UUID labeler, Turn turn, Instant now, Function<Candidate, Handout> decision);

    /** Where the labeler is in the project. */
    Turns.Position position(Project project, UUID labeler);

    /** Decides about one task's lease and keeps it. Of what bars the labeler only a skip is looked for. TASK_UNKNOWN. */
    Lease renew(String namespace, UUID task, UUID labeler, Instant now, Function<Candidate, Lease> decision);

    /** The task with its outputs, its guidelines and form in these versions; TASK_UNKNOWN. */
    Task get(String namespace, UUID task, Terms terms);
}
