package macaw.labeling.forms;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.texts.Names;
import macaw.labeling.texts.Texts;

/**
 * A form as its sender describes it; errors name the field, as questions[2].text.
 *
 * @param name lower-case letters, digits and dashes; NAME_INVALID
 * @param questions in the order asked, up to 50; none leaves the overall rating alone. REQUEST_INVALID, TEXT_EMPTY, TEXT_TOO_LONG, TEXT_INVALID
 */
public record NewForm(String name, List<Question> questions) {
    private static final int MAX_QUESTIONS = 50;
    private static final Pattern ID = Pattern.compile("[a-z0-9_]{1,60}");

    public NewForm {
        Names.form(name);
        questions = List.copyOf(questions);
        require(
                questions.size() <= MAX_QUESTIONS,
                "questions may be " + MAX_QUESTIONS + " at most, are " + questions.size());
        Map<String, Question> earlier = new HashMap<>();
        for (int i = 0; i < questions.size(); i++) {
            check("questions[" + i + "]", questions.get(i), earlier);
            earlier.put(questions.get(i).id(), questions.get(i));
        }
    }

    private static void check(String field, Question question, Map<String, Question> earlier) {
        String id = question.id();
        require(ID.matcher(id).matches(), field + ".id must be 1 to 60 of a-z 0-9 _, was \"" + id + "\"");
        require(!earlier.containsKey(id), field + ".id \"" + id + "\" is there before");
        Texts.shortText(field + ".text", question.text());
        Question.Condition when = question.when();
        if (when != null) {
            Question asked = earlier.get(when.question());
            require(
                    asked != null,
                    field + ".when.question must be the id of an earlier question, was \"" + when.question() + "\"");
            require(
                    when.answer() != Answer.NOT_APPLICABLE || (asked != null && asked.notApplicable()),
                    field + ".when.answer is one that question \"" + when.question() + "\" cannot have");
        }
    }

    /** The form it becomes. */
    public FormSchema version(int number) {
        return new FormSchema(name + "@" + number, questions);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, message);
        }
    }
}
