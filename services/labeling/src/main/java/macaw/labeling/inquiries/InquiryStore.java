package macaw.labeling.inquiries;

import java.util.List;
import java.util.UUID;
import macaw.labeling.projects.Project;

/** Where inquiries are kept. */
public interface InquiryStore {
    /** Adds it unless one of its id is there; the one that is there. */
    Inquiry add(String namespace, Inquiry inquiry);

    /** Records the answer in place of an earlier one; INQUIRY_UNKNOWN. */
    Inquiry answer(String namespace, UUID inquiry, Inquiry.LeadsAnswer answer);

    /** A labeler's own in a project, latest first. */
    List<InquiryView> ofLabeler(Project project, UUID labeler, int offset, int limit);

    /** A project's, those without an answer first, then the latest first; {@code limit} of them after the first {@code offset}. */
    List<InquiryView> list(Project project, boolean openOnly, int offset, int limit);
}
