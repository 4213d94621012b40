package macaw.labeling.skips;

/** Why a labeler passes a task over. */
public enum SkipReason {
    /** They do not understand what is asked. */
    UNCLEAR,
    /** They do not know enough of it. */
    TOO_HARD,
    /** They do not know its language well enough. */
    LANGUAGE,
    /** They do not want to read it. */
    SENSITIVE,
    /** The comment says. */
    OTHER
}
