package macaw.labeling.ratings;

import static macaw.labeling.Codes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import macaw.errors.ErrorCode;
import macaw.labeling.forms.Answer;
import macaw.labeling.forms.FormSchema;
import macaw.labeling.forms.InstructGptForm;
import macaw.labeling.forms.Question;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RatingsTest {
    private static final UUID A = new UUID(0, 1);
    private static final UUID B = new UUID(0, 2);
    private static final FormSchema FORM = new FormSchema(
            "short@1",
            List.of(
                    Question.required("harmful", "Harmful?"),
                    new Question("funny", "Funny?", false, true, null),
                    new Question("harm", "Great harm?", true, false, new Question.Condition("harmful", Answer.YES))));

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 8, 70})
    void aRatingOutsideOneToSevenIsRefused(int overall) {
        var refusal = assertRefused(
                ErrorCode.RATING_OUT_OF_RANGE, () -> OutputRating.of(A, overall, Map.of("harmful", Answer.NO)));
        assertThat(refusal).hasMessageEndingWith("was " + overall);
    }

    @Test
    void everyOutputRatedWithItsRequiredAnswersIsComplete() {
        Ratings.check(
                FORM,
                Set.of(A, B),
                List.of(
                        OutputRating.of(B, 1, Map.of("harmful", Answer.YES, "harm", Answer.NO)),
                        OutputRating.of(A, 7, Map.of("harmful", Answer.NO, "funny", Answer.NO))));
    }

    @Test
    void anUnansweredQuestionIsNotANo() {
        var silent = List.of(OutputRating.of(A, 4, Map.of("funny", Answer.NO)));
        var refusal = assertRefused(ErrorCode.QUESTION_UNANSWERED, () -> Ratings.check(FORM, Set.of(A), silent));
        assertThat(refusal).hasMessageContaining("harmful");
    }

    @Test
    void aConditionalQuestionIsAskedOnlyAfterItsAnswer() {
        var open = List.of(OutputRating.of(A, 4, Map.of("harmful", Answer.YES)));
        var refusal = assertRefused(ErrorCode.QUESTION_UNANSWERED, () -> Ratings.check(FORM, Set.of(A), open));
        assertThat(refusal).hasMessageContaining("\"harm\"");
        var unasked = List.of(OutputRating.of(A, 4, Map.of("harmful", Answer.NO, "harm", Answer.NO)));
        assertRefused(ErrorCode.QUESTION_NOT_ASKED, () -> Ratings.check(FORM, Set.of(A), unasked));
    }

    @Test
    void notApplicableIsAnAnswerOnlyWhereTheQuestionAllowsIt() {
        Ratings.check(
                FORM,
                Set.of(A),
                List.of(OutputRating.of(A, 4, Map.of("harmful", Answer.NO, "funny", Answer.NOT_APPLICABLE))));
        var wrong = List.of(OutputRating.of(A, 4, Map.of("harmful", Answer.NOT_APPLICABLE)));
        assertRefused(ErrorCode.REQUEST_INVALID, () -> Ratings.check(FORM, Set.of(A), wrong));
    }

    @Test
    void anAnswerToAQuestionThatTheFormDoesNotHaveIsRefused() {
        var extra = List.of(OutputRating.of(A, 4, Map.of("harmful", Answer.NO, "short", Answer.NO)));
        assertRefused(ErrorCode.QUESTION_UNKNOWN, () -> Ratings.check(FORM, Set.of(A), extra));
    }

    @Test
    void anOutputWithoutRatingOrWithTwoIsRefused() {
        var one = OutputRating.of(A, 4, Map.of("harmful", Answer.NO));
        assertRefused(ErrorCode.RATING_INCOMPLETE, () -> Ratings.check(FORM, Set.of(A, B), List.of(one)));
        assertRefused(ErrorCode.RATING_INCOMPLETE, () -> Ratings.check(FORM, Set.of(A), List.of(one, one)));
    }

    @Test
    void theStandardFormAsksTheElevenQuestionsOfInstructGptsTable3() {
        assertThat(InstructGptForm.VERSION_1.questions())
                .hasSize(11)
                .allMatch(Question::required)
                .extracting(Question::id)
                .doesNotHaveDuplicates();
    }
}
