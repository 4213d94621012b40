package macaw.labeling.exchange;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import macaw.errors.ErrorCode;
import macaw.labeling.prompts.NewPrompt;

/**
 * TRL's unpaired preference. What one labeler said of one prompt becomes one comparison: the good answers tied above the bad ones, which is
 * all that the rows say. Prompts with answers of one kind only say nothing of an order and are left out.
 */
final class UnpairedLabels implements LabelReader {
    private final PlainLabels labels;
    private final Map<Key, Rows> prompts = new LinkedHashMap<>();

    UnpairedLabels(Origin origin) {
        this.labels = new PlainLabels(origin);
    }

    private record Key(String prompt, ImportedLabel.Somebody labeler) {}

    private static final class Rows {
        private final long first;
        private final Cells cells;
        private final List<String> good = new ArrayList<>();
        private final List<String> bad = new ArrayList<>();

        Rows(long first, Cells cells) {
            this.first = first;
            this.cells = cells;
        }
    }

    @Override
    public void row(long number, Cells cells, Taken taken) {
        String prompt = PlainLabels.asked(cells, "prompt");
        String completion = PlainLabels.answer(cells, "completion");
        boolean good = cells.flag("label").orElseThrow(() -> Cells.refused("label", "is missing"));
        Rows rows = prompts.computeIfAbsent(new Key(prompt, labels.labeler(cells)), key -> new Rows(number, cells));
        List<String> same = good ? rows.good : rows.bad;
        if ((good ? rows.bad : rows.good).contains(completion)) {
            throw Cells.refused("label", "contradicts an earlier row with the same prompt and completion");
        }
        if (!same.contains(completion)) {
            same.add(completion);
        }
    }

    @Override
    public void end(Taken taken) {
        prompts.forEach((key, rows) -> label(key, rows, taken));
    }

    private void label(Key key, Rows rows, Taken taken) {
        String name = name(rows.cells);
        if (rows.good.isEmpty() || rows.bad.isEmpty()) {
            taken.leftOut(new BadRow(
                    rows.first,
                    name,
                    ErrorCode.ROW_INVALID,
                    "label",
                    "the prompt has " + (rows.bad.isEmpty() ? "good" : "bad") + " answers only: nothing is in order"));
            return;
        }
        try {
            NewPrompt prompt = labels.prompt(rows.cells, key.prompt(), rows.good.toString(), rows.bad.toString());
            taken.label(labels.comparison(rows.first, name, prompt, List.of(rows.good, rows.bad), key.labeler()));
        } catch (CellRefused tooMany) {
            taken.leftOut(tooMany.of(rows.first, name));
        }
    }
}
