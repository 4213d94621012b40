package macaw.languagemodel.gguf;

import java.lang.foreign.MemorySegment;

/**
 * Q5_K, 256 numbers in 176 bytes: as {@link Q4K}, with 32 bytes between scales and numbers whose bit g of byte j is the
 * fifth bit of number j in group g. x = d · scale · q − dmin · minimum, q from 0 to 31.
 *
 * <p>Source: block_q5_K in ggml.
 */
final class Q5K {
    private static final int SCALES = 4;
    private static final int FIFTH_BITS = 16;
    private static final int NUMBERS = 48;

    private Q5K() {}

    static void block(MemorySegment bytes, long at, float[] numbers, int from) {
        float d = Dequantiser.half(bytes, at);
        float dmin = Dequantiser.half(bytes, at + 2);
        for (int group = 0; group < 8; group++) {
            float scale = d * Q4K.scale(bytes, at + SCALES, group);
            float minimum = dmin * Q4K.minimum(bytes, at + SCALES, group);
            long start = at + NUMBERS + 32L * (group / 2);
            int shift = group % 2 * 4;
            for (int j = 0; j < 32; j++) {
                int low = Dequantiser.unsigned(bytes, start + j) >> shift & 15;
                int fifth = Dequantiser.unsigned(bytes, at + FIFTH_BITS + j) >> group & 1;
                numbers[from + 32 * group + j] = scale * (low | fifth << 4) - minimum;
            }
        }
    }
}
