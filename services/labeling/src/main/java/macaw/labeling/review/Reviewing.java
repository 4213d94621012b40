package macaw.labeling.review;

import java.util.Optional;
import macaw.labeling.outbox.Announcement;
import macaw.labeling.submissions.Change;
import macaw.labeling.submissions.Submission;

/** What is to be recorded when a lead decides about a submission, as a value; effects come after. */
public sealed interface Reviewing {
    /** Nothing: that is what it is, and the same was said of it last. */
    record AlreadyThere(Submission submission) implements Reviewing {}

    /** Another comment on what is decided already. */
    record Noted(Submission submission) implements Reviewing {}

    /**
     * Another state.
     *
     * @param change before and after
     * @param announcement for its topic
     */
    record Changed(Change change, Optional<Announcement> announcement) implements Reviewing {}
}
