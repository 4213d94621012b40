package macaw.languagemodel.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Q6_K, 256 numbers in 210 bytes: 128 bytes with the lower four bits, 64 with the upper two, a signed 8-bit scale for each
 * of 16 groups of 16 numbers, a binary16 d. Each half of 128 numbers is four quarters of 32: byte j of the half's 64
 * lower-bit bytes holds quarters 0 (low half) and 2 (high half), byte j + 32 quarters 1 and 3, and byte j of the half's 32
 * upper-bit bytes two bits of each quarter. x = d · scale · (q − 32), q from 0 to 63.
 *
 * <p>Source: block_q6_K in ggml.
 */
final class Q6K {
    private static final int UPPER = 128;
    private static final int SCALES = 192;
    private static final int SCALE = 208;

    private Q6K() {}

    static void block(MemorySegment bytes, long at, float[] numbers, int from) {
        float d = Dequantiser.half(bytes, at + SCALE);
        for (int half = 0; half < 2; half++) {
            for (int quarter = 0; quarter < 4; quarter++) {
                for (int j = 0; j < 32; j++) {
                    int lower = Dequantiser.unsigned(bytes, at + 64 * half + quarter % 2 * 32 + j) >> (quarter / 2 * 4)
                            & 15;
                    int upper = Dequantiser.unsigned(bytes, at + UPPER + 32 * half + j) >> (2 * quarter) & 3;
                    byte scale = bytes.get(ValueLayout.JAVA_BYTE, at + SCALES + 8 * half + 2 * quarter + j / 16);
                    numbers[from + 128 * half + 32 * quarter + j] = d * scale * ((lower | upper << 4) - 32);
                }
            }
        }
    }
}
