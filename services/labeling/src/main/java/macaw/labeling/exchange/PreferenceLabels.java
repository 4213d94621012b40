package macaw.labeling.exchange;

import java.util.List;
import macaw.errors.ErrorCode;
import macaw.labeling.prompts.NewPrompt;
import macaw.rowfiles.Value;

/**
 * TRL's preference: each row is a comparison of two outputs. A conversational row may leave {@code prompt} out and repeat it in both answers;
 * a plain one may not, since nothing says where its prompt ends.
 */
record PreferenceLabels(PlainLabels labels) implements LabelReader {
    PreferenceLabels(Origin origin) {
        this(new PlainLabels(origin));
    }

    @Override
    public void row(long number, Cells cells, Taken taken) {
        String prompt = prompt(cells);
        String chosen = PlainLabels.answer(cells, "chosen");
        String rejected = PlainLabels.answer(cells, "rejected");
        String name = name(cells);
        if (chosen.equals(rejected)) {
            taken.leftOut(new BadRow(
                    number, name, ErrorCode.ROW_INVALID, "rejected", "chosen and rejected are the same text"));
            return;
        }
        NewPrompt known = labels.prompt(cells, prompt, chosen, rejected);
        taken.label(labels.comparison(
                number, name, known, List.of(List.of(chosen), List.of(rejected)), labels.labeler(cells)));
    }

    private static String prompt(Cells cells) {
        if (cells.value("prompt").isEmpty() && cells.value("chosen").orElse(null) instanceof Value.Many) {
            String ofChosen = PlainLabels.asked(cells, "chosen");
            if (!ofChosen.equals(PlainLabels.asked(cells, "rejected"))) {
                throw Cells.refused("rejected", "answers another prompt than chosen does");
            }
            return ofChosen;
        }
        return PlainLabels.asked(cells, "prompt");
    }
}
