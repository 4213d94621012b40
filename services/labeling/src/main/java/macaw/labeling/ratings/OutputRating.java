package macaw.labeling.ratings;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.forms.Answer;
import macaw.labeling.forms.FormSchema;

/**
 * What a labeler says of one output.
 *
 * @param output the output
 * @param overall 1 (worst) to 7 (best)
 * @param answers by question id; a question that was not answered is absent
 */
public record OutputRating(UUID output, int overall, SortedMap<String, Answer> answers) {
    public OutputRating {
        if (overall < FormSchema.LOWEST_RATING || overall > FormSchema.HIGHEST_RATING) {
            throw new CodedException(
                    ErrorCode.RATING_OUT_OF_RANGE,
                    "the rating of output " + output + " must be a whole number from " + FormSchema.LOWEST_RATING
                            + " to " + FormSchema.HIGHEST_RATING + ", was " + overall);
        }
        answers = Collections.unmodifiableSortedMap(new TreeMap<>(answers));
    }

    /** The same from answers in any order. */
    public static OutputRating of(UUID output, int overall, Map<String, Answer> answers) {
        return new OutputRating(output, overall, new TreeMap<>(answers));
    }
}
