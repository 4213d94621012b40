package macaw.languagemodel.gguf;

import java.lang.foreign.MemorySegment;

/**
 * Q5_0, 32 numbers in 22 bytes: a binary16 scale d, a word whose bit j is the fifth bit of number j, then 16 bytes with
 * the lower four bits of the numbers j and j + 16. x = d · (q − 16), q from 0 to 31. Files of mixed 4-bit types hold it
 * where a row is no multiple of 256.
 *
 * <p>Source: block_q5_0 in ggml.
 */
final class Q50 {
    private Q50() {}

    static void block(MemorySegment bytes, long at, float[] numbers, int from) {
        float d = Dequantiser.half(bytes, at);
        int fifth = bytes.get(Dequantiser.INT, at + 2);
        for (int j = 0; j < 16; j++) {
            int pair = Dequantiser.unsigned(bytes, at + 6 + j);
            numbers[from + j] = d * (((pair & 15) | (fifth >>> j & 1) << 4) - 16);
            numbers[from + j + 16] = d * (((pair >> 4) | (fifth >>> (j + 16) & 1) << 4) - 16);
        }
    }
}
