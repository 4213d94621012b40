package macaw.labeling.ownwork;

import java.time.Instant;
import java.util.UUID;
import macaw.labeling.gold.Standing;
import macaw.labeling.projects.TaskKind;

/**
 * A submission as its labeler sees it.
 *
 * @param id the submission
 * @param task its task
 * @param kind what was asked for
 * @param prompt its prompt's text
 * @param standing whether it counts, as its labeler is told
 * @param reviewComment what a lead said of it last; may be empty
 * @param submittedAt when it was handed in
 * @param revision 1, and one more with every change
 * @param closed whether its task or its project is closed
 */
public record OwnSubmission(
        UUID id,
        UUID task,
        TaskKind kind,
        String prompt,
        Standing standing,
        String reviewComment,
        Instant submittedAt,
        long revision,
        boolean closed) {
    public OwnSubmission {
        standing = standing.asSeenByLabeler();
    }

    /** Whether its labeler may still change it. */
    public boolean editable() {
        return !closed
                && switch (standing.state()) {
                    case COUNTING, SENT_BACK, SURPLUS -> true;
                    case EXCLUDED, WITHDRAWN -> false;
                };
    }
}
