package macaw.labeling.submissions;

/** Whether a submission fills a place of its task. */
public enum SubmissionState {
    /** It does, and is exported. */
    COUNTING,
    /** It came late and no place was free; kept and visible, not exported. */
    SURPLUS,
    /** It was taken back; later snapshots leave it out. */
    WITHDRAWN
}
