package macaw.cli.datasets;

import java.util.List;

/** Canonical rows (docs/datasets.md), as they are read back. */
final class CanonicalForm {
    private CanonicalForm() {}

    static List<Row.Demonstration> demonstrations(SourceRow row) {
        return List.of(new Row.Demonstration(prompt(row), row.text("response")));
    }

    static List<Row.Comparison> comparisons(SourceRow row) {
        return List.of(new Row.Comparison(
                prompt(row),
                row.texts("outputs"),
                row.list(
                        "ranking",
                        group -> SourceRow.list("ranking", group, index -> SourceRow.whole("ranking", index)))));
    }

    static List<Row.Text> texts(SourceRow row) {
        return List.of(new Row.Text(row.text("text")));
    }

    static Conversation prompt(SourceRow row) {
        String column = row.has("messages") ? "messages" : "prompt";
        if (column.equals("messages") && row.has("prompt")) {
            throw new RowRefused("a row has either \"prompt\" or \"messages\"");
        }
        return Conversation.of(column, row.value(column));
    }
}
