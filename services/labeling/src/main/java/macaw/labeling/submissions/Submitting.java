package macaw.labeling.submissions;

import java.util.Optional;
import macaw.labeling.outbox.Announcement;

/** What is to be recorded when work comes in, as a value; effects come after. */
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

    /**
     * Nothing that counts: it conflicts with what is recorded. Both are kept.
     *
     * @param kept the work as it is kept; empty where it is there already
     * @param message what it conflicts with
     */
    record Conflicting(Optional<Conflict> kept, String message) implements Submitting {}
}
