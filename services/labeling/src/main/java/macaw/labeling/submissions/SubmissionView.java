package macaw.labeling.submissions;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.UUID;
import macaw.labeling.forms.Answer;
import org.jspecify.annotations.Nullable;

/**
 * A submission as leads look at it.
 *
 * @param id the submission
 * @param task its task
 * @param promptId its prompt
 * @param prompt the prompt's text
 * @param labeler pseudonym of who submitted
 * @param labelerName who, as leads know them
 * @param simulated whether a program played the labeler
 * @param state whether it counts
 * @param cause why not; of excluded ones only
 * @param revision 1, and one more with every change
 * @param adjudication whether it is a lead's own judgement
 * @param submittedAt when it was recorded first
 * @param durationMillis time spent
 * @param comment the labeler's own; may be empty
 * @param response of a demonstration, or the instruction of a prompt; empty for comparisons
 * @param written of a prompt that the labeler wrote
 * @param ranked of a comparison, best first; empty for others
 * @param reviews what leads decided about it, in order
 */
public record SubmissionView(
        UUID id,
        UUID task,
        String promptId,
        String prompt,
        String labeler,
        String labelerName,
        boolean simulated,
        SubmissionState state,
        @Nullable ExclusionCause cause,
        long revision,
        boolean adjudication,
        Instant submittedAt,
        int durationMillis,
        String comment,
        String response,
        Content.@Nullable WrittenPrompt written,
        List<RankedOutput> ranked,
        List<Review> reviews) {
    public SubmissionView {
        ranked = List.copyOf(ranked);
        reviews = List.copyOf(reviews);
    }

    /**
     * One output of a comparison.
     *
     * @param output the output
     * @param rank from 1 for the best; ties share it
     * @param overall the rating, 1 to 7; 0 where it came from elsewhere without one
     * @param answers by question id; a question that was not answered is absent
     * @param text the output's
     * @param policy name and number of the version that wrote it, or where it came from
     */
    public record RankedOutput(
            UUID output, int rank, int overall, SortedMap<String, Answer> answers, String text, String policy) {}

    /**
     * What a lead decided.
     *
     * @param action {@code send_back}, {@code exclude}, {@code count}, {@code adjudicate} or {@code withdraw}
     * @param reviewer who, as access control knows them
     * @param comment why; may be empty
     * @param at when
     */
    public record Review(String action, String reviewer, String comment, Instant at) {}

    /** The same with its outputs and reviews. */
    public SubmissionView with(List<RankedOutput> outputs, List<Review> decisions) {
        return new SubmissionView(
                id,
                task,
                promptId,
                prompt,
                labeler,
                labelerName,
                simulated,
                state,
                cause,
                revision,
                adjudication,
                submittedAt,
                durationMillis,
                comment,
                response,
                written,
                outputs,
                decisions);
    }
}
