package macaw.languagemodel.gguf;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Turns one block of a {@link GgufType} into the numbers that it stands for. */
@FunctionalInterface
interface Dequantiser {
    /** Of the two-byte numbers in a file, which lie at any address. */
    ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    /** Of the four-byte numbers in a file. */
    ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    /** Of the 32-bit floats in a file. */
    ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN);

    /**
     * Reads one block.
     *
     * @param bytes a tensor
     * @param at where in it the block begins
     * @param numbers receives the block's numbers
     * @param from the place of the first of them
     */
    void block(MemorySegment bytes, long at, float[] numbers, int from);

    /** A binary16 as a float. */
    static float half(MemorySegment bytes, long at) {
        return Float.float16ToFloat(bytes.get(SHORT, at));
    }

    /** A byte as 0 to 255. */
    static int unsigned(MemorySegment bytes, long at) {
        return bytes.get(ValueLayout.JAVA_BYTE, at) & 0xff;
    }
}
