package macaw.labeling.submissions;

/**
 * Work that its labeler is to do again.
 *
 * @param submission as it is now
 * @param content what it says
 * @param reviewComment what the lead says of it; may be empty
 */
public record SentBack(Submission submission, Content content, String reviewComment) {}
