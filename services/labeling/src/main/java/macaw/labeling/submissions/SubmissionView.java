package macaw.labeling.submissions;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A submission as leads look at it.
 *
 * @param id the submission
 * @param promptId its prompt
 * @param prompt the prompt's text
 * @param labelerName who, as leads know them
 * @param simulated whether a program played the labeler
 * @param state whether it counts
 * @param submittedAt when
 * @param durationMillis time spent
 * @param response of a demonstration; empty for comparisons
 * @param ranked of a comparison, best first; empty for demonstrations
 */
public record SubmissionView(
        UUID id,
        String promptId,
        String prompt,
        String labelerName,
        boolean simulated,
        SubmissionState state,
        Instant submittedAt,
        int durationMillis,
        String response,
        List<RankedOutput> ranked) {
    /**
     * One output of a comparison.
     *
     * @param rank from 1 for the best; ties share it
     * @param overall the rating, 1 to 7; 0 where it came from elsewhere without one
     * @param text the output
     * @param policy name and number of the version that wrote it, or where it came from
     */
    public record RankedOutput(int rank, int overall, String text, String policy) {}

    /** The same with its outputs. */
    public SubmissionView withRanked(List<RankedOutput> outputs) {
        return new SubmissionView(
                id,
                promptId,
                prompt,
                labelerName,
                simulated,
                state,
                submittedAt,
                durationMillis,
                response,
                List.copyOf(outputs));
    }
}
