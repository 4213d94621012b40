package macaw.labeling.prompts;

import macaw.labeling.texts.Texts;

/**
 * Whether everybody wants to read a prompt. A labeler who opted out of sensitive ones is never given one.
 *
 * @param sensitive whether a warning comes before it
 * @param warning what the warning says; may be empty
 */
public record Sensitivity(boolean sensitive, String warning) {
    /** Nothing to warn of. */
    public static final Sensitivity NONE = new Sensitivity(false, "");

    public Sensitivity {
        Texts.optional("contentWarning", warning, Texts.MAX_SHORT);
    }
}
