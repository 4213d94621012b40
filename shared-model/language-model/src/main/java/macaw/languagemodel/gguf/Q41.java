package macaw.languagemodel.gguf;

import java.lang.foreign.MemorySegment;

/**
 * Q4_1, 32 numbers in 20 bytes: a binary16 scale d and a binary16 smallest value m, then 16 bytes, each with number j in
 * its low and number j + 16 in its high half. x = d · q + m, q from 0 to 15.
 *
 * <p>Source: block_q4_1 in ggml.
 */
final class Q41 {
    private Q41() {}

    static void block(MemorySegment bytes, long at, float[] numbers, int from) {
        float d = Dequantiser.half(bytes, at);
        float m = Dequantiser.half(bytes, at + 2);
        for (int j = 0; j < 16; j++) {
            int pair = Dequantiser.unsigned(bytes, at + 4 + j);
            numbers[from + j] = d * (pair & 15) + m;
            numbers[from + j + 16] = d * (pair >> 4) + m;
        }
    }
}
