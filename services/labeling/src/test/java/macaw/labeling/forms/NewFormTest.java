package macaw.labeling.forms;

import static macaw.labeling.Codes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import macaw.errors.ErrorCode;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NewFormTest {
    private static final Question MADE_UP = Question.required("made_up", "Made up?");

    @Test
    void aQuestionMayRestOnAnAnswerThatAnEarlierOneCanHave() {
        var applies = new Question("constraint", "Keeps to the constraint?", true, true, null);
        var which = new Question("which", "Is it said which?", false, false, when("made_up", Answer.YES));
        var none = new Question("none", "Is there none?", true, false, when("constraint", Answer.NOT_APPLICABLE));
        var form = new NewForm("mine", List.of(MADE_UP, applies, which, none));
        assertThat(form.version(3)).isEqualTo(new FormSchema("mine@3", form.questions()));
        assertThat(new NewForm("no-questions", List.of()).questions()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Mine", "mine@1", "-mine", "my form"})
    void aNameIsLowerCaseLettersDigitsAndDashes(String name) {
        assertThat(assertRefused(ErrorCode.NAME_INVALID, () -> new NewForm(name, List.of(MADE_UP))))
                .hasMessageStartingWith("name must be");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Made up", "made-up", "é", "1234567890123456789012345678901234567890123456789012345678901"})
    void anIdIsLowerCaseLettersDigitsAndUnderscores(String id) {
        assertNamed("questions[1].id must be", ErrorCode.REQUEST_INVALID, MADE_UP, Question.required(id, "Text?"));
    }

    @Test
    void whatIsWrongIsNamed() {
        assertNamed("questions[1].id \"made_up\" is there before", ErrorCode.REQUEST_INVALID, MADE_UP, MADE_UP);
        assertNamed("questions[0].text", ErrorCode.TEXT_EMPTY, Question.required("a", " "));
        assertNamed("questions[0].text", ErrorCode.TEXT_TOO_LONG, Question.required("a", "x".repeat(201)));
        assertNamed("questions[0].text", ErrorCode.TEXT_INVALID, Question.required("a", "bell \u0007"));
        assertNamed(
                "questions[0].when.question",
                ErrorCode.REQUEST_INVALID,
                new Question("a", "A?", true, false, when("b", Answer.YES)),
                Question.required("b", "B?"));
        assertNamed(
                "questions[0].when.question",
                ErrorCode.REQUEST_INVALID,
                new Question("a", "A?", true, false, when("a", Answer.YES)));
        assertNamed(
                "questions[1].when.answer",
                ErrorCode.REQUEST_INVALID,
                MADE_UP,
                new Question("a", "A?", true, false, when("made_up", Answer.NOT_APPLICABLE)));
        List<Question> fifty = IntStream.range(0, 50)
                .mapToObj(i -> Question.required("q" + i, "Q?"))
                .toList();
        assertThat(new NewForm("fifty", fifty).questions()).hasSize(50);
        assertRefused(ErrorCode.REQUEST_INVALID, () -> new NewForm("many", Collections.nCopies(51, MADE_UP)));
    }

    private static Question.Condition when(String question, Answer answer) {
        return new Question.Condition(question, answer);
    }

    private static void assertNamed(String beginning, ErrorCode code, Question... questions) {
        ThrowingCallable make = () -> new NewForm("form", List.of(questions));
        assertThat(assertRefused(code, make)).hasMessageStartingWith(beginning);
    }
}
