package macaw.labeling.forms;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A yes/no question about one output.
 *
 * @param id stable, e.g. {@code fails_instruction}
 * @param text as the labeler reads it
 * @param required whether a rating without an answer is refused, where the question is asked
 * @param notApplicable whether {@link Answer#NOT_APPLICABLE} is an answer
 * @param when asked only then; null for always
 */
public record Question(
        String id,
        String text,
        boolean required,
        boolean notApplicable,
        @Nullable Condition when) {
    /**
     * That an earlier question has this answer.
     *
     * @param question the earlier question's id
     * @param answer its answer
     */
    public record Condition(String question, Answer answer) {}

    /** A question that is always asked and has to be answered with yes or no. */
    public static Question required(String id, String text) {
        return new Question(id, text, true, false, null);
    }

    /** Whether it is asked of an output with these answers. */
    public boolean isAsked(Map<String, Answer> answers) {
        return when == null || answers.get(when.question()) == when.answer();
    }
}
