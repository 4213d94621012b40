package macaw.labeling.submissions;

import java.util.Optional;
import macaw.labeling.outbox.Announcement;

/** What is to be recorded when a labeler changes work, as a value; effects come after. */
public sealed interface Revising {
    /** Nothing: it is recorded already. */
    record AlreadyThere(Submission submission) implements Revising {}

    /**
     * Other content; the earlier one is kept.
     *
     * @param change before and after
     * @param content what it says now
     * @param announcement for its topic
     */
    record Recorded(Change change, Content content, Optional<Announcement> announcement) implements Revising {}

    /**
     * Nothing that counts: the key came with other content before. Both are kept.
     *
     * @param kept the work as it is kept; empty where it is there already
     * @param message what it conflicts with
     */
    record Conflicting(Optional<Conflict> kept, String message) implements Revising {}
}
