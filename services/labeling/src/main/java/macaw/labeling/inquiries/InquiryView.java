package macaw.labeling.inquiries;

/**
 * An inquiry as leads look at it.
 *
 * @param inquiry the inquiry
 * @param promptId the task's prompt
 * @param prompt its text
 * @param labelerName who, as leads know them
 * @param pseudonym the same as exports have them
 * @param simulated whether a program played the labeler
 */
public record InquiryView(
        Inquiry inquiry, String promptId, String prompt, String labelerName, String pseudonym, boolean simulated) {}
