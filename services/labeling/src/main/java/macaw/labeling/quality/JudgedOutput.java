package macaw.labeling.quality;

import java.util.Map;
import java.util.UUID;
import macaw.labeling.forms.Answer;

/**
 * What one labeler said of one output.
 *
 * @param output the output
 * @param shownAt its place in the order in which the labeler saw the outputs, from 0
 * @param rank the labeler's group for it, from 0 for the best; ties share it
 * @param overall the rating, 1 to 7, or {@link #NOT_RATED}, which is not measured
 * @param answers by question; unanswered and not asked are absent
 */
public record JudgedOutput(UUID output, int shownAt, int rank, int overall, Map<String, Answer> answers) {
    /** What came in from elsewhere as a ranking alone. */
    public static final int NOT_RATED = 0;

    public JudgedOutput {
        answers = Map.copyOf(answers);
    }
}
