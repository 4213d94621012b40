package macaw.labeling.forms;

/** An answer to a yes/no question. Unanswered is no value of its own: it is the absence of one, and never a no. */
public enum Answer {
    YES,
    NO
}
