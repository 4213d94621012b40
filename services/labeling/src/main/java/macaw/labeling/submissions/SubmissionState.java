package macaw.labeling.submissions;

/** Whether a submission fills a place of its task. Only counting ones do, are announced and are exported. */
public enum SubmissionState {
    /** It does. */
    COUNTING,
    /** A lead wants it done again; the place is kept for its labeler. */
    SENT_BACK,
    /** It came late and no place was free; kept and visible. */
    SURPLUS,
    /** It does not count, for a {@link ExclusionCause}; kept and visible. */
    EXCLUDED,
    /** It was taken back for good; later snapshots leave it out. */
    WITHDRAWN
}
