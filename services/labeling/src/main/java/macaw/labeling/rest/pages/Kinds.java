package macaw.labeling.rest.pages;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import macaw.labeling.projects.TaskKind;
import macaw.labeling.submissions.SubmissionState;

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

    /** The state of that word; empty for another word or none: a page shows everything then. */
    static Optional<SubmissionState> state(String word) {
        return Stream.of(SubmissionState.values())
                .filter(state -> word(state).equals(word))
                .findFirst();
    }
}
