package macaw.labeling.review;

import java.util.Optional;
import macaw.labeling.outbox.Announcement;
import macaw.labeling.submissions.Change;
import macaw.labeling.submissions.Content;
import macaw.labeling.submissions.Submission;

/** What is to be recorded when a lead decides about a task, as a value; effects come after. */
public sealed interface TaskChange {
    /** Nothing: it is so already. */
    record None() implements TaskChange {}

    /** Nothing of it can be changed any more. */
    record Closed() implements TaskChange {}

    /** It can be worked on again. */
    record Reopened() implements TaskChange {}

    /** Nothing: the same reviewer said the same before. */
    record AlreadyJudged(Submission adjudication) implements TaskChange {}

    /**
     * The lead's own judgement, which closes the task.
     *
     * @param adjudication it
     * @param content what it says
     * @param announcement for its topic
     * @param replaced an earlier one, which counts no more
     */
    record Adjudicated(
            Submission adjudication, Content content, Optional<Announcement> announcement, Optional<Replaced> replaced)
            implements TaskChange {}

    /**
     * An earlier adjudication.
     *
     * @param change before and after
     * @param announcement for its topic
     */
    record Replaced(Change change, Optional<Announcement> announcement) {}
}
