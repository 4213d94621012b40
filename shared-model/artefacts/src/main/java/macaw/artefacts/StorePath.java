package macaw.artefacts;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/**
 * A place in the store, relative to its root, e.g. {@code default/policies/demo/000042}. Segments start with a letter or
 * a digit, so neither {@code ..} nor a hidden name can be one: no name that a user chose leads out of the store.
 */
public record StorePath(List<String> segments) {
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    /** Refuses an empty path and any segment that is not a plain name (NAME_INVALID). */
    public StorePath {
        if (segments.isEmpty()) {
            throw new CodedException(ErrorCode.NAME_INVALID, "a path in the store must have at least one segment");
        }
        segments.forEach(StorePath::requireSegment);
        segments = List.copyOf(segments);
    }

    /** The path of these segments. */
    public static StorePath of(String... segments) {
        return new StorePath(List.of(segments));
    }

    /** Reads what {@link #toString()} wrote. */
    public static StorePath parse(String path) {
        return new StorePath(List.of(path.split("/", -1)));
    }

    /** Refuses a name that cannot be a segment (NAME_INVALID). */
    public static String requireSegment(String name) {
        if (!SEGMENT.matcher(name).matches()) {
            throw new CodedException(
                    ErrorCode.NAME_INVALID,
                    "a name must start with a letter or digit and hold only letters, digits, '.', '_' and '-', up to 128, was '"
                            + name + "'");
        }
        return name;
    }

    /** A number as a segment; six digits or more, so that names sort as numbers do. */
    public static String numbered(long number) {
        if (number < 0) {
            throw new IllegalArgumentException("a number in the store must be >= 0, was " + number);
        }
        return String.format("%06d", number);
    }

    /** The path with more segments. */
    public StorePath resolve(String... more) {
        List<String> all = new ArrayList<>(segments);
        all.addAll(List.of(more));
        return new StorePath(all);
    }

    /** The last segment. */
    public String name() {
        return segments.getLast();
    }

    @Override
    public String toString() {
        return String.join("/", segments);
    }
}
