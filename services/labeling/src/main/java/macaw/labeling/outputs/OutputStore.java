package macaw.labeling.outputs;

import java.util.List;
import java.util.UUID;
import macaw.errors.ErrorCode;
import macaw.labeling.projects.Project;

/** Where tasks wait for their outputs. */
public interface OutputStore {
    /**
     * A task without outputs.
     *
     * @param position where it comes in its project
     * @param task the task
     * @param promptId its prompt
     * @param prompt the prompt's text
     */
    record Waiting(long position, UUID task, String promptId, String prompt) {}

    /** The project's first tasks without outputs after that position, in order. */
    List<Waiting> waiting(Project project, long after, int limit);

    /** Counts of what is there already. */
    CollectionProgress progress(Project project);

    /**
     * Gives the task its outputs and opens it, or sets it aside where there are too few to be ranked. Does nothing where another collection
     * was faster.
     *
     * @param tries how often the policies were asked for them
     * @param wanted how many were wanted
     */
    void complete(Project project, UUID task, List<Output> outputs, int tries, int wanted);

    /** Notes why the task got none and goes on waiting. */
    void failed(Project project, UUID task, int tries, int wanted, ErrorCode failure);
}
