package macaw.labeling.exchange;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import macaw.errors.ErrorCode;
import macaw.labeling.outputs.Output;
import macaw.labeling.projects.Terms;
import macaw.labeling.prompts.NewPrompt;
import macaw.labeling.ranking.Ranking;
import macaw.labeling.submissions.Content;
import macaw.labeling.texts.Texts;
import macaw.rowfiles.Value;

/** Labels that come with little but prompt and answers, as published data sets have them. */
final class PlainLabels {
    private static final int MOST_OUTPUTS = 9;
    private static final Terms UNKNOWN = new Terms(1, null);

    private final Origin origin;

    PlainLabels(Origin origin) {
        this.origin = origin;
    }

    /** The prompt of a row; {@code text} as the row has it, everything else of the row's columns or, where it has none, of the origin. */
    NewPrompt prompt(Cells cells, String text, String... said) {
        return PromptColumns.read(cells, text, origin.source(), () -> Ids.prompt("imported", all(text, said)));
    }

    private static String[] all(String text, String... said) {
        List<String> parts = new ArrayList<>(List.of(text));
        parts.addAll(List.of(said));
        return parts.toArray(String[]::new);
    }

    /** Text of a plain row, or the question of a conversational one. */
    static String asked(Cells cells, String field) {
        Value value = cells.value(field).orElseThrow(() -> Cells.refused(field, "is missing"));
        return value instanceof Value.Many ? Conversations.question(field, value) : Cells.text(field, value);
    }

    /** Text of a plain row, or the answer of a conversational one; an answer has text in it. */
    static String answer(Cells cells, String field) {
        Value value = cells.value(field).orElseThrow(() -> Cells.refused(field, "is missing"));
        String answer = value instanceof Value.Many ? Conversations.answer(field, value) : Cells.text(field, value);
        return checkedAnswer(field, answer);
    }

    static String checkedAnswer(String field, String answer) {
        Cells.checked(field, () -> Texts.demonstration(answer));
        return answer;
    }

    ImportedLabel.Somebody labeler(Cells cells) {
        String pseudonym = cells.text("labeler").orElse(origin.labeler());
        Cells.checked("labeler", () -> Origin.pseudonym("labeler", pseudonym));
        return new ImportedLabel.Somebody(pseudonym, cells.flag("simulated").orElse(origin.simulated()));
    }

    ImportedLabel demonstration(
            long row, String name, NewPrompt prompt, String answer, ImportedLabel.Somebody labeler) {
        UUID id = Ids.id(origin.project(), "demonstration", prompt.id(), prompt.text(), answer, labeler.pseudonym());
        return new ImportedLabel(
                row, name, id, prompt, List.of(), new Content.Demonstration(answer), labeler, work(row));
    }

    /**
     * A comparison without ratings.
     *
     * @param ranked the outputs' texts, best first, ties in one group
     */
    ImportedLabel comparison(
            long row, String name, NewPrompt prompt, List<List<String>> ranked, ImportedLabel.Somebody labeler) {
        int count = ranked.stream().mapToInt(List::size).sum();
        if (count > MOST_OUTPUTS) {
            throw new CellRefused(
                    "", ErrorCode.K_OUT_OF_RANGE, "at most " + MOST_OUTPUTS + " outputs can be compared, has " + count);
        }
        List<Output> outputs = new ArrayList<>();
        List<List<UUID>> groups = new ArrayList<>();
        for (List<String> tied : ranked) {
            List<UUID> group = new ArrayList<>();
            for (String text : tied) {
                UUID id = Ids.id(
                        origin.project(), "output", prompt.id(), prompt.text(), text, Integer.toString(outputs.size()));
                outputs.add(new Output(id, text, List.of(), origin.source()));
                group.add(id);
            }
            groups.add(group);
        }
        UUID id = Ids.id(
                origin.project(), "comparison", prompt.id(), prompt.text(), ranked.toString(), labeler.pseudonym());
        // by their ids, so that their order says nothing of their rank
        outputs.sort(Comparator.comparing(Output::id));
        return new ImportedLabel(
                row,
                name,
                id,
                prompt,
                outputs,
                new Content.Comparison(List.of(), new Ranking(groups)),
                labeler,
                work(row));
    }

    /** A microsecond after the row before, so that the order of a file is that of its labels. */
    private ImportedLabel.Work work(long row) {
        return new ImportedLabel.Work(
                List.of(), UNKNOWN, "", false, 0, origin.now().plus(row, ChronoUnit.MICROS), 1);
    }
}
