package macaw.labeling.gold;

/** What a labeler who asks for work is given next, where there is any. */
public enum Turn {
    /** A gold task; one of the others where the labeler has done all gold tasks. */
    GOLD,
    /** One whose answer nobody knows. */
    ORDINARY
}
