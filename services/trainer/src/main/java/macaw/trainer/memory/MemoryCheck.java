package macaw.trainer.memory;

/** What becomes of a run that would not fit into memory. */
public enum MemoryCheck {
    /** It does not start. */
    REFUSE,
    /** It starts, and the log says so. */
    WARN,
    /** Nobody looks. */
    OFF
}
