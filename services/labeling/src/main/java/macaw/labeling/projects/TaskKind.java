package macaw.labeling.projects;

/** What a task asks a labeler for. */
public enum TaskKind {
    /** Write what the model should answer. */
    DEMONSTRATION,
    /** Rate each output, then rank them all. */
    COMPARISON
}
