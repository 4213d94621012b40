package macaw.labeling.tasks;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import macaw.labeling.projects.Project;

/** Tasks as leads look at them. */
public interface TaskLists {
    /** Where a task is. */
    enum State {
        /** It waits for its outputs. */
        COLLECTING,
        /** It got too few outputs to be ranked. */
        SET_ASIDE,
        /** A place is free, or it is a gold task, which everybody gets. */
        OPEN,
        /** All places that are left are held or kept. */
        LEASED,
        /** It has its counting submissions. */
        DONE
    }

    /**
     * A line of the list.
     *
     * @param id the task
     * @param position where it is in the list; the next page begins after it
     * @param promptId its prompt
     * @param prompt the prompt's text
     * @param category the prompt's; may be empty
     * @param state where it is
     * @param closed whether nothing of it can be changed any more
     * @param gold whether it is a gold task
     * @param outputs distinct outputs
     * @param isShort whether these are fewer than K although no more are coming
     * @param counting submissions that count
     * @param sentBack submissions to be done again
     * @param surplus submissions in surplus
     * @param excluded submissions that are excluded
     * @param flags flags that nobody has looked at
     * @param assigned pseudonyms of those for whom a place is kept
     */
    record Line(
            UUID id,
            long position,
            String promptId,
            String prompt,
            String category,
            State state,
            boolean closed,
            boolean gold,
            int outputs,
            boolean isShort,
            int counting,
            int sentBack,
            int surplus,
            int excluded,
            int flags,
            List<String> assigned) {
        public Line {
            assigned = List.copyOf(assigned);
        }
    }

    /** The first {@code limit} tasks after the position, in that state where one is named, gold ones alone where they are asked for. */
    List<Line> after(Project project, Optional<State> state, boolean goldOnly, long position, int limit);

    /** One task whole; TASK_UNKNOWN. */
    Task get(String namespace, UUID task);
}
