package macaw.labeling.ownwork;

import java.time.Instant;
import java.util.UUID;
import macaw.labeling.projects.TaskKind;
import macaw.labeling.submissions.ExclusionCause;
import macaw.labeling.submissions.SubmissionState;
import org.jspecify.annotations.Nullable;

/**
 * A submission as its labeler sees it.
 *
 * @param id the submission
 * @param task its task
 * @param kind what was asked for
 * @param prompt its prompt's text
 * @param state whether it counts
 * @param cause why it does not; of excluded ones only
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
        SubmissionState state,
        @Nullable ExclusionCause cause,
        String reviewComment,
        Instant submittedAt,
        long revision,
        boolean closed) {
    /** Whether its labeler may still change it. */
    public boolean editable() {
        return !closed && (state == SubmissionState.COUNTING || state == SubmissionState.SENT_BACK);
    }
}
