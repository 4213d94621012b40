package macaw.cli.datasets;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import macaw.rowfiles.Value;

/** One row of a file by the names of its columns; remembers which were asked for. */
final class SourceRow {
    private static final Set<String> SPLITS = Set.of("train", "validation", "test");

    private final Map<String, Value> cells;
    private final Set<String> asked;

    /** @param asked where the names that are asked for are gathered, over all rows of a file */
    SourceRow(Map<String, Value> cells, Set<String> asked) {
        this.cells = cells;
        this.asked = asked;
    }

    boolean has(String column) {
        asked.add(column);
        return cells.containsKey(column);
    }

    /** What stands there; RowRefused where nothing does. */
    Value value(String column) {
        asked.add(column);
        Value value = cells.get(column);
        if (value == null) {
            throw new RowRefused("\"" + column + "\" is missing");
        }
        return value;
    }

    /** A text as it is. */
    String text(String column) {
        return text(column, value(column));
    }

    private static String text(String column, Value value) {
        if (value instanceof Value.Text(String text)) {
            return text;
        }
        throw new RowRefused("\"" + column + "\" must be a text, is " + value.kind());
    }

    /** A list, each element by itself. */
    <T> List<T> list(String column, Function<Value, T> element) {
        return list(column, value(column), element);
    }

    static <T> List<T> list(String column, Value value, Function<Value, T> element) {
        if (value instanceof Value.Many(List<Value> values)) {
            return values.stream().map(element).toList();
        }
        throw new RowRefused("\"" + column + "\" must be a list, is " + value.kind());
    }

    List<String> texts(String column) {
        return list(column, element -> text(column, element));
    }

    /** The cells of an object within a column, which are not counted as columns themselves. */
    SourceRow within(String column, Value element) {
        if (element instanceof Value.Fields(Map<String, Value> fields)) {
            return new SourceRow(fields, new HashSet<>());
        }
        throw new RowRefused("\"" + column + "\" must hold objects, holds " + element.kind());
    }

    static int whole(String column, Value element) {
        if (element instanceof Value.Whole(long number) && number == (int) number) {
            return (int) number;
        }
        throw new RowRefused("\"" + column + "\" must hold whole numbers, holds " + element.kind());
    }

    /** A number, whole or not. */
    static BigDecimal number(String column, Value element) {
        try {
            if (element instanceof Value.Whole(long number)) {
                return BigDecimal.valueOf(number);
            }
            if (element instanceof Value.Text(String text)) {
                return new BigDecimal(text);
            }
        } catch (NumberFormatException e) {
            // a text that is no number is refused like all else that is none
        }
        throw new RowRefused("\"" + column + "\" must hold numbers, holds " + element.kind());
    }

    /** What a column that names the row says; empty where it says nothing that could be read aloud. */
    String named(String column) {
        Value value = has(column) ? value(column) : new Value.Text("");
        if (value instanceof Value.Whole(long number)) {
            return Long.toString(number);
        }
        return value instanceof Value.Text(String text) ? text : "";
    }

    /** Who labeled, where the row says it. */
    Optional<String> labeler() {
        return has("labeler") ? Optional.of(text("labeler")) : Optional.empty();
    }

    /** Train, validation or test, where the row says it. */
    Optional<String> split() {
        if (!has("split")) {
            return Optional.empty();
        }
        String split = text("split").toLowerCase(Locale.ROOT);
        if (!SPLITS.contains(split)) {
            throw new RowRefused("\"split\" must be train, validation or test, was \"" + split + "\"");
        }
        return Optional.of(split);
    }
}
