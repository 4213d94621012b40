package macaw.labeling.exchange;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import macaw.labeling.prompts.NewPrompt;
import macaw.labeling.prompts.Sensitivity;
import macaw.labeling.prompts.Split;
import macaw.labeling.texts.Names;
import macaw.labeling.texts.Sha256;
import macaw.labeling.texts.Texts;
import macaw.rowfiles.Value;
import org.jspecify.annotations.Nullable;

/**
 * A prompt's columns. Its text is {@code prompt}, or else {@code text}, or else {@code instruction} with {@code input} below it, or else
 * the one question of a conversation in {@code messages}. Without an {@code id} it is called after everything that is said of it, so the
 * same row is the same prompt in whatever file it comes.
 */
final class PromptColumns {
    private static final int HASH_DIGITS = 20;

    private PromptColumns() {}

    static NewPrompt read(Cells cells) {
        String text = text(cells);
        return read(cells, text, "", () -> "row-" + hash(cells, text));
    }

    /**
     * The prompt of a row whose text is known.
     *
     * @param usualSource where the row says none
     * @param usualId where the row says none
     */
    static NewPrompt read(Cells cells, String text, String usualSource, Supplier<String> usualId) {
        Cells.checked("text", () -> Texts.prompt(text));
        String category = shortText(cells, "category");
        String source = cells.text("source").isEmpty() ? usualSource : shortText(cells, "source");
        String group = shortText(cells, "group");
        String language = language(cells);
        Cells.checked("language", () -> Names.language(language));
        Optional<Split> split = split(cells);
        Sensitivity sensitivity = sensitivity(cells);
        String id = cells.text("id").map(String::strip).orElseGet(usualId);
        Cells.checked("id", () -> Names.promptId(id));
        return Cells.checked("", () -> new NewPrompt(id, text, category, source, language, sensitivity, group, split));
    }

    private static String language(Cells cells) {
        return cells.text("language").orElse("").strip();
    }

    private static Optional<Split> split(Cells cells) {
        return cells.text("split").map(PromptColumns::split);
    }

    private static String hash(Cells cells, String text) {
        return hash(
                text,
                shortText(cells, "category"),
                shortText(cells, "source"),
                shortText(cells, "group"),
                language(cells),
                split(cells),
                sensitivity(cells));
    }

    private static String hash(Object... said) {
        return Sha256.hex(List.of(said).toString()).substring(0, HASH_DIGITS);
    }

    private static String shortText(Cells cells, String name) {
        String text = cells.text(name).orElse("");
        return Cells.checked(name, () -> Texts.optional(name, text, Texts.MAX_SHORT));
    }

    private static Sensitivity sensitivity(Cells cells) {
        String warning = cells.text("content_warning").orElse("");
        @Nullable Boolean sensitive = cells.flag("sensitive").orElse(null);
        return Cells.checked("content_warning", () -> Sensitivity.said(sensitive, warning));
    }

    static Split split(String word) {
        return switch (word.strip()) {
            case "train" -> Split.TRAIN;
            case "validation" -> Split.VALIDATION;
            case "test" -> Split.TEST;
            default ->
                throw Cells.refused("split", "must be one of train, validation, test, was \"" + word.strip() + "\"");
        };
    }

    private static String text(Cells cells) {
        for (String name : List.of("prompt", "text")) {
            Optional<Value> value = cells.value(name);
            if (value.isPresent()) {
                return value.get() instanceof Value.Many conversation
                        ? Conversations.question(name, conversation)
                        : Cells.text(name, value.get());
            }
        }
        Optional<String> instruction = cells.text("instruction");
        if (instruction.isPresent()) {
            String input = input(cells).strip();
            return input.isEmpty() ? instruction.get() : instruction.get().strip() + "\n\n" + input;
        }
        return cells.value("messages")
                .map(messages -> Conversations.question("messages", messages))
                .orElseThrow(() -> Cells.refused("text", "is missing: no prompt, text, instruction or messages"));
    }

    /** Beside the instruction, or in its only instance as self-instruct's seed tasks have it. */
    private static String input(Cells cells) {
        Optional<Value> instances = cells.value("instances");
        if (instances.isEmpty()) {
            return cells.text("input").orElse("");
        }
        if (instances.get() instanceof Value.Many(List<Value> values)
                && values.size() == 1
                && values.getFirst() instanceof Value.Fields instance) {
            return new Cells(instance.values()).text("input").orElse("");
        }
        throw Cells.refused("instances", "must be a list of one: send a row for each instance");
    }
}
