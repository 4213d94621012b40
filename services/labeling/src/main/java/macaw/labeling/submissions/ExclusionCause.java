package macaw.labeling.submissions;

/** Why a submission does not count. */
public enum ExclusionCause {
    /** A lead decided so. */
    REVIEW,
    /** Its labeler has not agreed with enough gold tasks yet. */
    SCREENING,
    /** Its task is a gold task: it measures the labeler and is no data. */
    GOLD,
    /** The same idempotency key came with other content; kept to be looked at. */
    CONFLICT
}
