package macaw.languagemodel.gguf;

import java.lang.foreign.MemorySegment;

/**
 * Q4_0, 32 numbers in 18 bytes: a binary16 scale d, then 16 bytes, each with number j in its low and number j + 16 in its
 * high half. x = d · (q − 8), q from 0 to 15.
 *
 * <p>Source: block_q4_0 in ggml.
 */
final class Q40 {
    private Q40() {}

    static void block(MemorySegment bytes, long at, float[] numbers, int from) {
        float d = Dequantiser.half(bytes, at);
        for (int j = 0; j < 16; j++) {
            int pair = Dequantiser.unsigned(bytes, at + 2 + j);
            numbers[from + j] = d * ((pair & 15) - 8);
            numbers[from + j + 16] = d * ((pair >> 4) - 8);
        }
    }
}
