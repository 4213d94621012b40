package macaw.labeling.prompts;

/**
 * A prompt of a project.
 *
 * @param namespace owner
 * @param project its project's name
 * @param id unique in the project
 * @param text what labelers and policies read
 * @param category what kind of request it is; may be empty
 * @param source where it came from; may be empty
 * @param language BCP 47, e.g. {@code en}; may be empty
 * @param sensitivity whether everybody wants to read it
 * @param group shares the split
 * @param split for ever
 */
public record Prompt(
        String namespace,
        String project,
        String id,
        String text,
        String category,
        String source,
        String language,
        Sensitivity sensitivity,
        String group,
        Split split) {}
