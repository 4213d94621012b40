package macaw.labeling.projects;

/** What a task asks a labeler for. */
public enum TaskKind {
    /** Write a prompt after a brief. */
    PROMPT,
    /** Write what the model should answer. */
    DEMONSTRATION,
    /** Rate each output, then rank them all. */
    COMPARISON
}
