package macaw.trainer.settings;

/** What becomes of a run whose checkpoint was written under other numerics than those it would go on under. */
public enum ResumeElsewhere {
    /** It goes on, and the log says that its bits will differ. */
    WARN,
    /** It waits for a person, until it is where it was. */
    REFUSE
}
