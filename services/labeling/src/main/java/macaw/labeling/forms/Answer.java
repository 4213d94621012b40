package macaw.labeling.forms;

/** An answer to a question. Unanswered is no value of its own: it is the absence of one, and never a no. */
public enum Answer {
    YES,
    NO,
    /** The question makes no sense for this output; only where the question allows it. */
    NOT_APPLICABLE
}
