package macaw.labeling.tasks;

import java.util.List;

/** What a labeler who asks for work gets of one task, as a value; effects come after. */
public sealed interface Handout {
    /**
     * A place of the task.
     *
     * @param lease new, or the one the labeler holds already with a new end
     * @param ended leases whose time is over and whose places are free by that
     */
    record Granted(Lease lease, List<Lease> ended) implements Handout {}

    /** Nothing: the task is done, full, or the labeler has submitted it before. */
    record Refused() implements Handout {}
}
