package macaw.labeling.forms;

import java.util.List;
import java.util.Optional;

/**
 * The questions asked of each output, beside the overall rating from 1 to 7. A version's questions never change.
 *
 * @param version name and version, e.g. {@code instructgpt@1}
 * @param questions in the order asked
 */
public record FormSchema(String version, List<Question> questions) {
    /** The overall rating that means worst. */
    public static final int LOWEST_RATING = 1;
    /** The overall rating that means best. */
    public static final int HIGHEST_RATING = 7;

    public FormSchema {
        questions = List.copyOf(questions);
    }

    /** The question of that id. */
    public Optional<Question> question(String id) {
        return questions.stream().filter(question -> question.id().equals(id)).findFirst();
    }
}
