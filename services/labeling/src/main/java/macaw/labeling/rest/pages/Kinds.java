package macaw.labeling.rest.pages;

import java.util.Locale;
import macaw.labeling.projects.TaskKind;

/** How pages name kinds and states. */
final class Kinds {
    private Kinds() {}

    static String words(TaskKind kind) {
        return switch (kind) {
            case PROMPT -> "Write prompts";
            case DEMONSTRATION -> "Write answers";
            case COMPARISON -> "Rate and rank answers";
        };
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
