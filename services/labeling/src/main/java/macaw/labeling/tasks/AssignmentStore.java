package macaw.labeling.tasks;

import java.util.UUID;
import java.util.function.Function;

/** Where it is kept which tasks are meant for whom. Each change is one transaction that holds its task's lock. */
public interface AssignmentStore {
    /** Decides, makes way and keeps a place for the labeler; TASK_UNKNOWN. */
    void assign(String namespace, UUID task, UUID labeler, String by, Function<Situation, Assigning> decision);

    /** Keeps no place of the task for anybody who has not handed it in; TASK_UNKNOWN. */
    void unassign(String namespace, UUID task);

    /**
     * What a decision rests on.
     *
     * @param task the task
     * @param occupancy who is at it
     */
    record Situation(Task task, Occupancy occupancy) {}
}
