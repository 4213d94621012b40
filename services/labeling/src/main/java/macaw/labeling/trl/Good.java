package macaw.labeling.trl;

import java.util.Optional;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.forms.Answer;
import macaw.labeling.forms.FormSchema;
import macaw.labeling.ratings.OutputRating;

/** What makes an output a good one where an answer is only good or bad. */
public sealed interface Good {
    /** Above the middle of a scale from 1 to 7. */
    Good USUAL = new Rated(5);

    /** Whether it is; empty where the labeler did not say. */
    Optional<Boolean> judge(OutputRating rating);

    /**
     * Its overall rating.
     *
     * @param atLeast lowest rating of a good output, 2 to 7 (RATING_OUT_OF_RANGE), so that some ratings are bad
     */
    record Rated(int atLeast) implements Good {
        public Rated {
            if (atLeast <= FormSchema.LOWEST_RATING || atLeast > FormSchema.HIGHEST_RATING) {
                throw new CodedException(
                        ErrorCode.RATING_OUT_OF_RANGE,
                        "threshold must be a whole number from " + (FormSchema.LOWEST_RATING + 1) + " to "
                                + FormSchema.HIGHEST_RATING + ", was " + atLeast);
            }
        }

        @Override
        public Optional<Boolean> judge(OutputRating rating) {
            return Optional.of(rating.overall() >= atLeast);
        }
    }

    /**
     * The answer to one question. Outputs of which it was not answered, or does not apply, are left out.
     *
     * @param question id in the form, e.g. {@code fails_instruction}
     * @param answer yes or no, whichever makes an output good
     */
    record Answered(String question, Answer answer) implements Good {
        public Answered {
            if (answer == Answer.NOT_APPLICABLE) {
                throw new CodedException(ErrorCode.REQUEST_INVALID, "good must be yes or no");
            }
        }

        @Override
        public Optional<Boolean> judge(OutputRating rating) {
            return Optional.ofNullable(rating.answers().get(question))
                    .filter(given -> given != Answer.NOT_APPLICABLE)
                    .map(given -> given == answer);
        }
    }
}
