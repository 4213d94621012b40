package macaw.languagemodel.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/**
 * Reads the values of a GGUF header one behind the other, and never past the end of the file. What it reads in all is
 * bounded, in bytes and in elements of arrays, so that a header costs little time and memory whatever it claims.
 */
final class GgufCursor {
    /** The header of a model with 262,144 tokens and their merges has 20 MB. */
    static final long MAX_BYTES = 64L << 20;
    /** Tokens, scores, types and merges of the largest vocabularies come to 2 million. */
    static final long MAX_ELEMENTS = 1L << 23;

    private static final int MAX_NAME = 1024;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble DOUBLE =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** The types of metadata, in the order of their numbers. */
    private enum Kind {
        UINT8(1),
        INT8(1),
        UINT16(2),
        INT16(2),
        UINT32(4),
        INT32(4),
        FLOAT32(4),
        BOOL(1),
        STRING(8),
        ARRAY(12),
        UINT64(8),
        INT64(8),
        FLOAT64(8);

        /** The least that one takes. */
        private final int bytes;

        Kind(int bytes) {
            this.bytes = bytes;
        }
    }

    private final Path file;
    private final MemorySegment bytes;
    private long at;
    private long elements;

    GgufCursor(Path file, MemorySegment bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    /** The offset of what comes next. */
    long position() {
        return at;
    }

    int uint32(String what) {
        return bytes.get(Dequantiser.INT, advance(4, what));
    }

    /** A number that counts something; refused beyond a limit. */
    int count(String what, int max) {
        long value = bytes.get(LONG, advance(8, what));
        if (value < 0 || value > max) {
            throw invalid(
                    "claims " + Long.toUnsignedString(value) + " for the " + what + "; at most " + max + " are read");
        }
        return (int) value;
    }

    long uint64(String what) {
        return bytes.get(LONG, advance(8, what));
    }

    /** The name of something, short enough to be said in a message. */
    String name(String what) {
        return text(what, MAX_NAME);
    }

    /** A text that is UTF-8. */
    String text(String what) {
        return text(what, (int) MAX_BYTES);
    }

    private String text(String what, int max) {
        int length = count("length of " + what, max);
        ByteBuffer utf8 = bytes.asSlice(advance(length, what), length).asByteBuffer();
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(utf8)
                    .toString();
        } catch (CharacterCodingException e) {
            throw new CodedException(ErrorCode.GGUF_INVALID, file + " holds a " + what + " that is not UTF-8", e);
        }
    }

    /** A value with its type before it. */
    GgufValue value(String key) {
        Kind kind = kind(key);
        return switch (kind) {
            case UINT8, INT8, UINT16, INT16, UINT32, INT32, UINT64, INT64 -> new GgufValue.Whole(whole(kind, key));
            case FLOAT32, FLOAT64 -> new GgufValue.Real(real(kind, key));
            case BOOL -> new GgufValue.Flag(flag(key) != 0);
            case STRING -> new GgufValue.Text(text(key));
            case ARRAY -> array(key);
        };
    }

    private Kind kind(String key) {
        int number = uint32("type of " + key);
        if (number < 0 || number >= Kind.values().length) {
            throw invalid("gives " + key + " the unknown type " + Integer.toUnsignedString(number));
        }
        return Kind.values()[number];
    }

    private GgufValue array(String key) {
        Kind kind = kind(key);
        int size = count("number of elements of " + key, (int) MAX_ELEMENTS);
        elements += size;
        if (elements > MAX_ELEMENTS) {
            throw invalid("holds more than " + MAX_ELEMENTS + " elements in arrays");
        }
        need((long) size * kind.bytes, key);
        return switch (kind) {
            case UINT8, INT8, UINT16, INT16, UINT32, INT32, UINT64, INT64, BOOL -> {
                long[] values = new long[size];
                for (int i = 0; i < size; i++) {
                    values[i] = kind == Kind.BOOL ? flag(key) : whole(kind, key);
                }
                yield new GgufValue.Wholes(values);
            }
            case FLOAT32, FLOAT64 -> {
                double[] values = new double[size];
                for (int i = 0; i < size; i++) {
                    values[i] = real(kind, key);
                }
                yield new GgufValue.Reals(values);
            }
            case STRING -> {
                List<String> values = new ArrayList<>(size);
                for (int i = 0; i < size; i++) {
                    values.add(text(key));
                }
                yield new GgufValue.Texts(List.copyOf(values));
            }
            case ARRAY -> throw invalid("gives " + key + " an array of arrays");
        };
    }

    private long whole(Kind kind, String key) {
        long start = advance(kind.bytes, key);
        return switch (kind) {
            case UINT8 -> Dequantiser.unsigned(bytes, start);
            case INT8 -> bytes.get(ValueLayout.JAVA_BYTE, start);
            case UINT16 -> Short.toUnsignedInt(bytes.get(Dequantiser.SHORT, start));
            case INT16 -> bytes.get(Dequantiser.SHORT, start);
            case UINT32 -> Integer.toUnsignedLong(bytes.get(Dequantiser.INT, start));
            case INT32 -> bytes.get(Dequantiser.INT, start);
            case UINT64, INT64 -> bytes.get(LONG, start);
            case FLOAT32, FLOAT64, BOOL, STRING, ARRAY -> throw new IllegalArgumentException(kind + " is no integer");
        };
    }

    private double real(Kind kind, String key) {
        long start = advance(kind.bytes, key);
        return kind == Kind.FLOAT32 ? bytes.get(Dequantiser.FLOAT, start) : bytes.get(DOUBLE, start);
    }

    private int flag(String key) {
        int value = Dequantiser.unsigned(bytes, advance(1, key));
        if (value > 1) {
            throw invalid("gives " + key + " a boolean of " + value);
        }
        return value;
    }

    private long advance(long length, String what) {
        need(length, what);
        long start = at;
        at += length;
        return start;
    }

    private void need(long length, String what) {
        if (length > bytes.byteSize() - at) {
            throw invalid("ends within " + what + "; is it truncated?");
        }
        if (length > MAX_BYTES - at) {
            throw invalid("has a header of more than " + MAX_BYTES + " bytes, at " + what);
        }
    }

    CodedException invalid(String reason) {
        return new CodedException(ErrorCode.GGUF_INVALID, file + " " + reason);
    }
}
