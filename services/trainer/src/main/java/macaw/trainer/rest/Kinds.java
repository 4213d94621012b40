package macaw.trainer.rest;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.RunKind;
import org.jspecify.annotations.Nullable;

/** Kinds of runs by their lower-case names. */
final class Kinds {
    private Kinds() {}

    /** Errors: REQUEST_INVALID. */
    static RunKind of(@Nullable String name) {
        return Arrays.stream(RunKind.values())
                .filter(kind -> name(kind).equals(name))
                .findFirst()
                .orElseThrow(() -> new CodedException(
                        ErrorCode.REQUEST_INVALID,
                        "kind must be one of "
                                + Arrays.stream(RunKind.values())
                                        .map(Kinds::name)
                                        .collect(Collectors.joining(", "))
                                + ", was " + name));
    }

    static String name(RunKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
