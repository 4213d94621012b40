package macaw.labeling.prompts;

import java.util.Optional;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.texts.Names;
import macaw.labeling.texts.Texts;

/**
 * A prompt as its sender describes it.
 *
 * @param id chosen by the sender
 * @param text what labelers and policies read
 * @param category what kind of request it is; may be empty
 * @param source where it came from; may be empty
 * @param language BCP 47, e.g. {@code en}; may be empty
 * @param sensitivity whether everybody wants to read it
 * @param group prompts of one group share a split; empty joins the group of its text
 * @param split chosen by the sender, or left to the group
 */
public record NewPrompt(
        String id,
        String text,
        String category,
        String source,
        String language,
        Sensitivity sensitivity,
        String group,
        Optional<Split> split) {

    public NewPrompt {
        Names.promptId(id);
        Texts.prompt(text);
        Texts.optional("category", category, Texts.MAX_SHORT);
        Texts.optional("source", source, Texts.MAX_SHORT);
        Names.language(language);
        group = group.isBlank() ? "" : Texts.optional("group", group, Texts.MAX_SHORT);
    }

    /** A prompt that nothing is said of but its text. */
    public static NewPrompt plain(String id, String text) {
        return new NewPrompt(id, text, "", "", "", Sensitivity.NONE, "", Optional.empty());
    }

    /** The same without a group, and so with its text. */
    NewPrompt ungrouped() {
        return new NewPrompt(id, text, category, source, language, sensitivity, "", split);
    }

    /** Its text's key, whatever its id and project. */
    TextKey key() {
        return TextKey.of(text);
    }

    /**
     * The prompt it becomes in a group that it names, or that was found for it, given the split that is recorded for the group. PROMPT_CONFLICT
     * where it asks for another.
     */
    public Prompt settled(String namespace, String project, String into, Optional<Split> recorded) {
        Split settled = recorded.or(() -> split).orElseGet(() -> Split.ofGroup(into));
        if (split.isPresent() && split.get() != settled) {
            throw new CodedException(
                    ErrorCode.PROMPT_CONFLICT,
                    "prompt \"" + id + "\" asks for split " + split.get() + ", but "
                            + (group.isEmpty() ? "the group of its text" : "its group") + " \"" + into + "\" is in "
                            + settled + " for ever");
        }
        return new Prompt(namespace, project, id, text, category, source, language, sensitivity, into, settled);
    }
}
