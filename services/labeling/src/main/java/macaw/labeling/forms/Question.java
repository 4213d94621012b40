package macaw.labeling.forms;

/**
 * A yes/no question about one output.
 *
 * @param id stable, e.g. {@code fails_instruction}
 * @param text as the labeler reads it
 * @param required whether a rating without an answer is refused
 */
public record Question(String id, String text, boolean required) {}
