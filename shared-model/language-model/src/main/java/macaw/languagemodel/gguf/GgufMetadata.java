package macaw.languagemodel.gguf;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * What a GGUF file says of itself, by key. A value that is not of the kind that is asked for is refused
 * ({@code GGUF_INVALID}) by its key, as is one that is needed and absent.
 */
final class GgufMetadata {
    private final Path file;
    private final SequencedMap<String, GgufValue> values;

    GgufMetadata(Path file, SequencedMap<String, GgufValue> values) {
        this.file = file;
        this.values = values;
    }

    /** The keys, in the order of the file. */
    Set<String> keys() {
        return Collections.unmodifiableSet(values.keySet());
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    /** Whether it says exactly that. */
    boolean is(String key, @Nullable Object value) {
        return value != null && value.equals(values.get(key));
    }

    /** A number from 1 on. */
    int size(String key) {
        GgufValue value = values.get(key);
        if (value == null) {
            throw missing(key);
        }
        if (value instanceof GgufValue.Whole(long size) && size > 0 && size <= Integer.MAX_VALUE) {
            return (int) size;
        }
        throw wrong(key, value, "no size");
    }

    int size(String key, int otherwise) {
        return has(key) ? size(key) : otherwise;
    }

    /** An id of a token, or null. */
    @Nullable
    Integer token(String key) {
        GgufValue value = values.get(key);
        if (value == null) {
            return null;
        }
        if (value instanceof GgufValue.Whole(long id) && id >= 0 && id <= Integer.MAX_VALUE) {
            return (int) id;
        }
        throw wrong(key, value, "no token id");
    }

    /** A finite number. */
    double number(String key, double otherwise) {
        GgufValue value = values.get(key);
        return switch (value) {
            case null -> otherwise;
            case GgufValue.Real(double number) when Double.isFinite(number) -> number;
            case GgufValue.Whole(long number) -> number;
            default -> throw wrong(key, value, "no finite number");
        };
    }

    boolean flag(String key, boolean otherwise) {
        GgufValue value = values.get(key);
        return switch (value) {
            case null -> otherwise;
            case GgufValue.Flag(boolean flag) -> flag;
            default -> throw wrong(key, value, "no boolean");
        };
    }

    Optional<String> text(String key) {
        GgufValue value = values.get(key);
        return switch (value) {
            case null -> Optional.empty();
            case GgufValue.Text(String text) -> Optional.of(text);
            default -> throw wrong(key, value, "no text");
        };
    }

    Optional<List<String>> texts(String key) {
        GgufValue value = values.get(key);
        return switch (value) {
            case null -> Optional.empty();
            case GgufValue.Texts(List<String> texts) -> Optional.of(texts);
            default -> throw wrong(key, value, "no list of texts");
        };
    }

    Optional<long[]> wholes(String key) {
        GgufValue value = values.get(key);
        return switch (value) {
            case null -> Optional.empty();
            case GgufValue.Wholes(long[] wholes) -> Optional.of(wholes);
            default -> throw wrong(key, value, "no list of integers");
        };
    }

    Optional<double[]> reals(String key) {
        GgufValue value = values.get(key);
        return switch (value) {
            case null -> Optional.empty();
            case GgufValue.Reals(double[] reals) -> Optional.of(reals);
            default -> throw wrong(key, value, "no list of numbers");
        };
    }

    CodedException missing(String key) {
        return new CodedException(ErrorCode.GGUF_INVALID, file + " lacks " + key);
    }

    CodedException unsupported(String reason) {
        return new CodedException(ErrorCode.CONFIG_UNSUPPORTED, file + ": " + reason);
    }

    CodedException wrong(String key, Object value, String what) {
        String said = String.valueOf(value);
        return new CodedException(
                ErrorCode.GGUF_INVALID,
                file + " has in " + key + " " + what + " but "
                        + (said.length() > 100 ? said.substring(0, 100) + "…" : said));
    }
}
