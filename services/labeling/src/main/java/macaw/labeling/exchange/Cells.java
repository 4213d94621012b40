package macaw.labeling.exchange;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.rowfiles.Value;

/**
 * A row's cells by name. Names are the same whatever their case, underscores, dashes and spaces: {@code Content Warning} is
 * {@code content_warning}. Remembers which were asked for.
 */
final class Cells {
    private final Map<String, Value> byName = new LinkedHashMap<>();
    private final Map<String, String> asWritten = new LinkedHashMap<>();
    private final Set<String> asked = new HashSet<>();

    Cells(Map<String, Value> cells) {
        cells.forEach((name, value) -> {
            String plain = plain(name);
            String before = asWritten.putIfAbsent(plain, name);
            if (before != null) {
                throw new CellRefused(
                        name, ErrorCode.ROW_INVALID, "\"" + before + "\" and \"" + name + "\" are the same name");
            }
            byName.put(plain, value);
        });
    }

    private static String plain(String name) {
        return name.strip().toLowerCase(Locale.ROOT).replaceAll("[_ -]", "");
    }

    Optional<Value> value(String name) {
        String plain = plain(name);
        asked.add(plain);
        return Optional.ofNullable(byName.get(plain));
    }

    /** A text, or a whole number as one; empty where it is absent or blank. */
    Optional<String> text(String name) {
        return value(name).map(value -> text(name, value)).filter(text -> !text.isBlank());
    }

    static String text(String name, Value value) {
        return switch (value) {
            case Value.Text(String text) -> text;
            case Value.Whole(long number) -> Long.toString(number);
            case Value.Flag flag -> throw refused(name, "must be a text, is " + flag.kind());
            case Value.Many many -> throw refused(name, "must be a text, is " + many.kind());
            case Value.Fields fields -> throw refused(name, "must be a text, is " + fields.kind());
        };
    }

    /** A text that has to be there. */
    String required(String name) {
        return text(name).orElseThrow(() -> refused(name, "is missing"));
    }

    /** A whole number; empty where it is absent. */
    Optional<Long> whole(String name) {
        return value(name).map(value -> switch (value) {
            case Value.Whole(long number) -> number;
            case Value.Text text -> throw refused(name, "must be a whole number, is " + text.kind());
            case Value.Flag flag -> throw refused(name, "must be a whole number, is " + flag.kind());
            case Value.Many many -> throw refused(name, "must be a whole number, is " + many.kind());
            case Value.Fields fields -> throw refused(name, "must be a whole number, is " + fields.kind());
        });
    }

    /** A whole number in a range; the usual one where it is absent. */
    long whole(String name, long usual, long least, long most) {
        long number = whole(name).orElse(usual);
        if (number < least || number > most) {
            throw refused(name, "must be from " + least + " to " + most + ", was " + number);
        }
        return number;
    }

    /** A list that has to be there. */
    List<Value> many(String name) {
        if (value(name).orElseThrow(() -> refused(name, "is missing")) instanceof Value.Many(List<Value> values)) {
            return values;
        }
        throw refused(name, "must be a list");
    }

    /** The cells of an element of a list. */
    static Cells within(String name, Value element) {
        if (element instanceof Value.Fields(Map<String, Value> fields)) {
            return new Cells(fields);
        }
        throw refused(name, "must hold objects, holds " + element.kind());
    }

    /** A whole number of a list, at least 0 and below a bound. */
    static int index(String name, Value element, int below) {
        if (element instanceof Value.Whole(long number) && number >= 0 && number < below) {
            return (int) number;
        }
        throw refused(name, "must hold indices from 0 to " + (below - 1));
    }

    /** True or false, in words too; empty where it is absent or blank. */
    Optional<Boolean> flag(String name) {
        return value(name).flatMap(value -> switch (value) {
            case Value.Flag(boolean holds) -> Optional.of(holds);
            case Value.Whole(long number) when number == 0 || number == 1 -> Optional.of(number == 1);
            case Value.Text(String text) -> flag(name, text.strip().toLowerCase(Locale.ROOT));
            case Value.Whole whole -> throw refused(name, "must be true or false, was " + whole.number());
            case Value.Many many -> throw refused(name, "must be true or false, is " + many.kind());
            case Value.Fields fields -> throw refused(name, "must be true or false, is " + fields.kind());
        });
    }

    private static Optional<Boolean> flag(String name, String word) {
        return switch (word) {
            case "" -> Optional.empty();
            case "true", "yes", "1" -> Optional.of(true);
            case "false", "no", "0" -> Optional.of(false);
            default -> throw refused(name, "must be true or false, was \"" + word + "\"");
        };
    }

    /** The names in the file that nobody asked for. */
    List<String> notAsked() {
        List<String> left = new ArrayList<>();
        asWritten.forEach((plain, written) -> {
            if (!asked.contains(plain)) {
                left.add(written);
            }
        });
        return left;
    }

    static CellRefused refused(String field, String rule) {
        return new CellRefused(field, ErrorCode.ROW_INVALID, field + " " + rule);
    }

    /** The value, a refusal of which belongs to this field. */
    static <T> T checked(String field, Supplier<T> value) {
        try {
            return value.get();
        } catch (CodedException e) {
            throw new CellRefused(field, e.code(), String.valueOf(e.getMessage()));
        }
    }
}
