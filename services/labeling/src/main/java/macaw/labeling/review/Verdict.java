package macaw.labeling.review;

/** What a lead decides about a submission. */
public enum Verdict {
    /** Its labeler is to do it again; the place is kept for them. */
    SEND_BACK,
    /** It does not count; its place is free for others. */
    EXCLUDE,
    /** It counts, if a place is free. */
    COUNT
}
