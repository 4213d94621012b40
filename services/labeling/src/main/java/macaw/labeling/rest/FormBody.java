package macaw.labeling.rest;

import java.util.List;
import java.util.Optional;
import macaw.labeling.forms.FormSchema;
import macaw.labeling.forms.Question;
import org.jspecify.annotations.Nullable;

/**
 * The questions asked of each output, as JSON.
 *
 * @param version name and version, e.g. {@code instructgpt@1}
 * @param questions in the order asked
 */
public record FormBody(String version, List<QuestionBody> questions) {
    /**
     * A question.
     *
     * @param id stable
     * @param text as the labeler reads it
     * @param required whether a rating without an answer is refused, where the question is asked
     * @param notApplicable whether {@code not_applicable} is an answer
     * @param when asked only then; left out for always
     */
    public record QuestionBody(
            String id,
            String text,
            boolean required,
            boolean notApplicable,
            @Nullable WhenBody when) {}

    /** That an earlier question has this answer. */
    public record WhenBody(String question, String answer) {}

    static FormBody of(FormSchema form) {
        return new FormBody(
                form.version(),
                form.questions().stream().map(FormBody::question).toList());
    }

    private static QuestionBody question(Question question) {
        return new QuestionBody(
                question.id(),
                question.text(),
                question.required(),
                question.notApplicable(),
                Optional.ofNullable(question.when())
                        .map(when -> new WhenBody(when.question(), Words.of(when.answer())))
                        .orElse(null));
    }
}
