package macaw.labeling.quality;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import macaw.labeling.submissions.SubmissionState;

/**
 * A task with what everybody said of it, for leads: policy versions and names are shown.
 *
 * @param task the task
 * @param promptId its prompt
 * @param prompt the prompt's text
 * @param category the prompt's; may be empty
 * @param language the prompt's; may be empty
 * @param closed whether nothing of it changes any more
 * @param outputs what was compared, in their own order
 * @param views what was said of them, oldest first; work that does not count is among it, withdrawn work is not
 */
public record Dispute(
        UUID task,
        String promptId,
        String prompt,
        String category,
        String language,
        boolean closed,
        List<Output> outputs,
        List<View> views) {
    /**
     * One of the outputs.
     *
     * @param id the output
     * @param text what labelers read
     * @param policies the versions that wrote it, {@code namespace/name@number}
     */
    public record Output(UUID id, String text, List<String> policies) {}

    /**
     * What one labeler said of them.
     *
     * @param submission the submission
     * @param labeler who
     * @param state whether it counts
     * @param adjudication whether it is a reviewer's own judgement
     * @param submittedAt when
     * @param durationMillis time spent
     * @param comment the labeler's own; may be empty
     * @param outputs ratings, answers and ranks, in the order of the outputs' ids
     */
    public record View(
            UUID submission,
            JudgingLabeler labeler,
            SubmissionState state,
            boolean adjudication,
            Instant submittedAt,
            int durationMillis,
            String comment,
            List<JudgedOutput> outputs) {
        /** The same about these outputs. */
        public View of(List<JudgedOutput> judged) {
            return new View(
                    submission,
                    labeler,
                    state,
                    adjudication,
                    submittedAt,
                    durationMillis,
                    comment,
                    List.copyOf(judged));
        }
    }
}
