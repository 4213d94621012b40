package macaw.labeling.prompts;

import java.util.Objects;
import macaw.labeling.texts.Texts;
import org.jspecify.annotations.Nullable;

/**
 * Whether everybody wants to read a prompt. A labeler who opted out of sensitive ones is never given one.
 *
 * @param sensitive whether a warning comes before it
 * @param warning what the warning says; may be empty
 */
public record Sensitivity(boolean sensitive, String warning) {
    /** Nothing to warn of. */
    public static final Sensitivity NONE = new Sensitivity(false, "");

    /** What a sender says of a prompt: who warns of it and says no more means that it is sensitive, or the warning would be shown to nobody. */
    public static Sensitivity said(@Nullable Boolean sensitive, String warning) {
        return new Sensitivity(Objects.requireNonNullElse(sensitive, !warning.isEmpty()), warning);
    }

    public Sensitivity {
        Texts.optional("contentWarning", warning, Texts.MAX_SHORT);
    }
}
