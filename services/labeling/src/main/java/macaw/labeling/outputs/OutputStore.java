package macaw.labeling.outputs;

import java.util.List;
import java.util.UUID;
import macaw.labeling.projects.Project;

/** Where tasks wait for their outputs. */
public interface OutputStore {
    /**
     * A task without outputs.
     *
     * @param task the task
     * @param promptId its prompt
     * @param prompt the prompt's text
     */
    record Waiting(UUID task, String promptId, String prompt) {}

    /** The project's tasks without outputs, in order. */
    List<Waiting> waiting(Project project);

    /** Counts of what is there already. */
    CollectionProgress progress(Project project);

    /**
     * Gives the task its outputs and opens it, or sets it aside where there are too few to be ranked. Does nothing where another collection
     * was faster.
     */
    void complete(Project project, UUID task, List<Output> outputs);
}
