package macaw.languagemodel.safetensors;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/** The numbers behind a tensor's bytes. */
final class TensorNumbers {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat NATIVE = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final int F32_EXPONENT = 0x7f80_0000;
    private static final short F16_EXPONENT = 0x7c00;
    private static final short BF16_EXPONENT = 0x7f80;

    private TensorNumbers() {}

    static float[] floats(TensorEntry entry, MemorySegment data) {
        if (entry.elements() > Integer.MAX_VALUE - 8) {
            throw new CodedException(
                    ErrorCode.CHECKPOINT_INVALID,
                    entry.name() + " in " + entry.file() + " has " + entry.elements()
                            + " numbers, more than an array holds");
        }
        float[] values = new float[(int) entry.elements()];
        floats(entry, data, 0, MemorySegment.ofArray(values));
        return values;
    }

    /**
     * @param from the first number
     * @param into room for those that are wanted, in this machine's byte order
     */
    static void floats(TensorEntry entry, MemorySegment data, long from, MemorySegment into) {
        long count = into.byteSize() / Float.BYTES;
        int width = entry.dtype().bytes();
        MemorySegment part = data.asSlice(from * width, count * width);
        switch (entry.dtype()) {
            case F32 -> MemorySegment.copy(part, FLOAT, 0, into, NATIVE, 0, count);
            case F16 -> {
                for (long i = 0; i < count; i++) {
                    into.setAtIndex(NATIVE, i, Float.float16ToFloat(part.get(SHORT, 2L * i)));
                }
            }
            case BF16 -> {
                for (long i = 0; i < count; i++) {
                    into.setAtIndex(NATIVE, i, Float.intBitsToFloat(part.get(SHORT, 2L * i) << 16));
                }
            }
        }
    }

    static void requireFinite(TensorEntry entry, MemorySegment data) {
        long broken = switch (entry.dtype()) {
            case F32 -> firstNotFinite(data, F32_EXPONENT);
            case F16 -> firstNotFinite(data, F16_EXPONENT);
            case BF16 -> firstNotFinite(data, BF16_EXPONENT);
        };
        if (broken >= 0) {
            throw new CodedException(
                    ErrorCode.WEIGHTS_NOT_FINITE,
                    entry.name() + " " + Arrays.toString(entry.shape()) + " in " + entry.file()
                            + " is not finite at element " + broken);
        }
    }

    /** A number whose exponent has all bits set is NaN or infinite. Returns −1 when there is none. */
    private static long firstNotFinite(MemorySegment data, int exponent) {
        long elements = data.byteSize() / Integer.BYTES;
        for (long i = 0; i < elements; i++) {
            if ((data.get(INT, Integer.BYTES * i) & exponent) == exponent) {
                return i;
            }
        }
        return -1;
    }

    private static long firstNotFinite(MemorySegment data, short exponent) {
        long elements = data.byteSize() / Short.BYTES;
        for (long i = 0; i < elements; i++) {
            if ((data.get(SHORT, Short.BYTES * i) & exponent) == exponent) {
                return i;
            }
        }
        return -1;
    }
}
