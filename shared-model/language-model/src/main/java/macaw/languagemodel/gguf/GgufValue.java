package macaw.languagemodel.gguf;

import java.util.List;

/** One value of a GGUF file's metadata. Numbers of all widths are widened. */
@SuppressWarnings("ArrayRecordComponent") // read once, by this package only
sealed interface GgufValue {
    /** An integer; an unsigned one beyond 63 bits has wrapped. */
    record Whole(long value) implements GgufValue {}

    /** A float or double. */
    record Real(double value) implements GgufValue {}

    /** A boolean. */
    record Flag(boolean value) implements GgufValue {}

    /** A text. */
    record Text(String value) implements GgufValue {}

    /** An array of integers, or of booleans as 0 and 1. */
    record Wholes(long[] values) implements GgufValue {}

    /** An array of floats or doubles. */
    record Reals(double[] values) implements GgufValue {}

    /** An array of texts. */
    record Texts(List<String> values) implements GgufValue {}
}
