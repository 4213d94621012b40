package macaw.labeling.exchange;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import macaw.errors.ErrorCode;
import macaw.labeling.outputs.Output;
import macaw.labeling.projects.TaskKind;
import macaw.labeling.projects.Terms;
import macaw.labeling.prompts.NewPrompt;
import macaw.labeling.prompts.Sensitivity;
import macaw.labeling.submissions.Content;
import macaw.labeling.texts.Names;
import macaw.labeling.texts.Texts;
import org.jspecify.annotations.Nullable;

/**
 * Lines of a snapshot of any schema, of this installation or another. Ids, pseudonyms, groups, splits, times and the draws of outputs stay
 * what they were; namespace and project become those that the file is sent to.
 */
record NativeLabels(TaskKind kind) implements LabelReader {
    private static final long SCHEMAS = 2;
    /** Known, and told anew by where the label comes in, or by its other keys. */
    private static final List<String> TOLD_ANEW = List.of("namespace", "project", "imported", "prompt");

    @Override
    public void row(long number, Cells cells, Taken taken) {
        cells.whole("schema", 1, 1, SCHEMAS);
        TOLD_ANEW.forEach(cells::value);
        UUID id = uuid("id", cells.required("id"));
        ImportedLabel.Somebody labeler = new ImportedLabel.Somebody(
                cells.required("labeler"), cells.flag("simulated").orElse(false));
        Cells.checked("labeler", () -> Origin.pseudonym("labeler", labeler.pseudonym()));
        taken.label(
                switch (kind(cells)) {
                    case PROMPT ->
                        new ImportedLabel(
                                number,
                                "",
                                id,
                                prompt(cells, "brief"),
                                List.of(),
                                written(cells),
                                labeler,
                                work(cells, List.of(), null));
                    case DEMONSTRATION ->
                        new ImportedLabel(
                                number,
                                "",
                                id,
                                prompt(cells, "prompt"),
                                List.of(),
                                Cells.checked("response", () -> new Content.Demonstration(cells.required("response"))),
                                labeler,
                                work(cells, List.of(), null));
                    case COMPARISON -> comparison(number, id, cells, labeler);
                });
    }

    private TaskKind kind(Cells cells) {
        TaskKind found = cells.value("brief").isPresent()
                ? TaskKind.PROMPT
                : cells.value("outputs").isPresent() ? TaskKind.COMPARISON : TaskKind.DEMONSTRATION;
        if (found != kind) {
            throw new CellRefused(
                    "",
                    ErrorCode.ROW_INVALID,
                    "the line is a " + word(found) + ", and the project's work is of kind " + word(kind));
        }
        return found;
    }

    private static String word(TaskKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static ImportedLabel comparison(long number, UUID id, Cells cells, ImportedLabel.Somebody labeler) {
        var compared = new NativeComparison(cells);
        List<Output> outputs = compared.outputs();
        List<UUID> ids = outputs.stream().map(Output::id).toList();
        var content = new Content.Comparison(compared.ratings(ids), compared.ranking(ids));
        String form = cells.text("form").orElse(null);
        return new ImportedLabel(
                number,
                "",
                id,
                prompt(cells, "prompt"),
                outputs,
                content,
                labeler,
                work(cells, compared.shownOrder(ids), form));
    }

    private static Content written(Cells cells) {
        List<Content.WrittenPrompt.Example> examples = cells.many("examples").stream()
                .map(example -> Cells.within("examples", example))
                .map(example -> Cells.checked(
                        "examples",
                        () -> new Content.WrittenPrompt.Example(
                                example.text("input").orElse(""),
                                example.text("output").orElse(""))))
                .toList();
        return Cells.checked(
                "text",
                () -> new Content.WrittenPrompt(style(cells.required("style")), cells.required("text"), examples));
    }

    private static Content.WrittenPrompt.Style style(String word) {
        return switch (word) {
            case "plain" -> Content.WrittenPrompt.Style.PLAIN;
            case "few_shot" -> Content.WrittenPrompt.Style.FEW_SHOT;
            case "use_case" -> Content.WrittenPrompt.Style.USE_CASE;
            default -> throw Cells.refused("style", "must be one of plain, few_shot, use_case, was \"" + word + "\"");
        };
    }

    private static NewPrompt prompt(Cells cells, String field) {
        String text = Cells.checked(field, () -> Texts.prompt(cells.required(field)));
        String promptId = Cells.checked("prompt_id", () -> Names.promptId(cells.required("prompt_id")));
        return Cells.checked(
                field,
                () -> new NewPrompt(
                        promptId,
                        text,
                        cells.text("category").orElse(""),
                        cells.text("source").orElse(""),
                        cells.text("language").orElse(""),
                        new Sensitivity(
                                cells.flag("sensitive").orElse(false),
                                cells.text("content_warning").orElse("")),
                        cells.required("group"),
                        cells.text("split").map(PromptColumns::split)));
    }

    private static ImportedLabel.Work work(Cells cells, List<UUID> shownOrder, @Nullable String form) {
        String comment = Cells.checked(
                "comment", () -> Texts.optional("comment", cells.text("comment").orElse(""), Texts.MAX_COMMENT));
        long most = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse("9999-01-01T00:00:00Z"));
        return new ImportedLabel.Work(
                shownOrder,
                new Terms((int) cells.whole("guidelines", 1, 1, Integer.MAX_VALUE), form),
                comment,
                cells.flag("adjudication").orElse(false),
                (int) cells.whole("duration_millis", 0, 0, Integer.MAX_VALUE),
                Instant.EPOCH.plus(
                        cells.whole("submitted_at_micros")
                                .filter(micros -> micros >= 0 && micros < most)
                                .orElseThrow(
                                        () -> Cells.refused("submitted_at_micros", "must be microseconds since 1970")),
                        ChronoUnit.MICROS),
                cells.whole("revision", 1, 1, Long.MAX_VALUE));
    }

    static UUID uuid(String field, String text) {
        return Names.id(text).orElseThrow(() -> Cells.refused(field, "must be a UUID, was \"" + text + "\""));
    }
}
