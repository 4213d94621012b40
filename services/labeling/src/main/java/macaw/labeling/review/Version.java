package macaw.labeling.review;

import java.time.Instant;
import macaw.labeling.projects.Terms;
import macaw.labeling.submissions.Content;
import macaw.labeling.submissions.ExclusionCause;
import macaw.labeling.submissions.SubmissionState;
import org.jspecify.annotations.Nullable;

/**
 * One content that a submission had.
 *
 * @param revision the submission's last revision with this content
 * @param content what it said
 * @param comment the labeler's own; may be empty
 * @param state whether it counted at last
 * @param cause why not; of excluded ones only
 * @param durationMillis time spent on it and on what was before it
 * @param terms the guidelines and the form that the labeler had
 * @param at when it was recorded
 */
public record Version(
        long revision,
        Content content,
        String comment,
        SubmissionState state,
        @Nullable ExclusionCause cause,
        int durationMillis,
        Terms terms,
        Instant at) {}
