package macaw.labeling.submissions;

import java.util.Optional;
import macaw.labeling.outbox.Announcement;

/** What is to be recorded when work comes in or is taken back, as a value; effects come after. */
public sealed interface Submitting {
    /** Nothing: it is recorded already. */
    record AlreadyThere(Submission submission) implements Submitting {}

    /**
     * A new submission.
     *
     * @param submission what is new
     * @param content what it says
     * @param announcement for its topic; only counting work is announced
     */
    record Recorded(Submission submission, Content content, Optional<Announcement> announcement)
            implements Submitting {}
}
