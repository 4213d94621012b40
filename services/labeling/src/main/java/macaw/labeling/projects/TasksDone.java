package macaw.labeling.projects;

/**
 * How far a project is, in short.
 *
 * @param done tasks with as many counting submissions as the overlap
 * @param of tasks in all, gold ones aside, as they are never done
 */
public record TasksDone(int done, int of) {
    /** Of a project without prompts. */
    public static final TasksDone NONE = new TasksDone(0, 0);
}
