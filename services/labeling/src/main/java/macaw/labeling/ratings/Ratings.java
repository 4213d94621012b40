package macaw.labeling.ratings;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.forms.Answer;
import macaw.labeling.forms.FormSchema;
import macaw.labeling.forms.Question;

/** What makes the ratings of one task complete. */
public final class Ratings {
    private Ratings() {}

    /**
     * Refuses ratings that name an output the task does not have (OUTPUT_UNKNOWN), rate one twice or not at all (RATING_INCOMPLETE), answer
     * a question that the form does not have (QUESTION_UNKNOWN) or does not ask here (QUESTION_NOT_ASKED), or leave a required one open
     * (QUESTION_UNANSWERED).
     */
    public static void check(FormSchema form, Set<UUID> outputs, List<OutputRating> ratings) {
        Set<UUID> rated = new HashSet<>();
        for (OutputRating rating : ratings) {
            require(
                    outputs.contains(rating.output()),
                    ErrorCode.OUTPUT_UNKNOWN,
                    "a rating names output " + rating.output() + ", which the task does not have");
            require(
                    rated.add(rating.output()),
                    ErrorCode.RATING_INCOMPLETE,
                    "output " + rating.output() + " is rated twice");
            checkAnswers(form, rating);
        }
        for (UUID output : outputs) {
            require(rated.contains(output), ErrorCode.RATING_INCOMPLETE, "output " + output + " has no rating");
        }
    }

    private static void checkAnswers(FormSchema form, OutputRating rating) {
        for (String id : rating.answers().keySet()) {
            require(
                    form.question(id).isPresent(),
                    ErrorCode.QUESTION_UNKNOWN,
                    "form " + form.version() + " has no question \"" + id + "\"");
        }
        for (Question question : form.questions()) {
            check(question, rating);
        }
    }

    private static void check(Question question, OutputRating rating) {
        String which = "question \"" + question.id() + "\" of output " + rating.output();
        Answer answer = rating.answers().get(question.id());
        if (!question.isAsked(rating.answers())) {
            require(answer == null, ErrorCode.QUESTION_NOT_ASKED, which + " is not asked with these answers");
            return;
        }
        require(!question.required() || answer != null, ErrorCode.QUESTION_UNANSWERED, which + " has no answer");
        require(
                answer != Answer.NOT_APPLICABLE || question.notApplicable(),
                ErrorCode.REQUEST_INVALID,
                which + " has to be answered with yes or no");
    }

    private static void require(boolean holds, ErrorCode code, String message) {
        if (!holds) {
            throw new CodedException(code, message);
        }
    }
}
