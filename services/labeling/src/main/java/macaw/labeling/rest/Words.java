package macaw.labeling.rest;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/** Enum constants as JSON has them: lower case. */
final class Words {
    private Words() {}

    static String of(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** The constant; REQUEST_INVALID names the field, the word and what would do. */
    static <E extends Enum<E>> E read(Class<E> type, String field, String word) {
        Collection<E> known = Arrays.asList(type.getEnumConstants());
        return known.stream()
                .filter(value -> of(value).equals(word))
                .findFirst()
                .orElseThrow(() -> new CodedException(
                        ErrorCode.REQUEST_INVALID,
                        field + " must be one of "
                                + known.stream().map(Words::of).collect(Collectors.joining(", ")) + ", was \"" + word
                                + "\""));
    }
}
