package macaw.languagemodel.gguf;

import java.lang.foreign.MemorySegment;

/**
 * Q4_K, 256 numbers in 144 bytes: binary16 d and dmin, twelve bytes with a 6-bit scale and a 6-bit minimum for each of 8
 * groups of 32 numbers, then 128 bytes; 32 of them hold group 2g in their low and group 2g + 1 in their high halves.
 * x = d · scale · q − dmin · minimum, q from 0 to 15.
 *
 * <p>Source: block_q4_K and get_scale_min_k4 in ggml.
 */
final class Q4K {
    private static final int SCALES = 4;
    private static final int NUMBERS = 16;

    private Q4K() {}

    static void block(MemorySegment bytes, long at, float[] numbers, int from) {
        float d = Dequantiser.half(bytes, at);
        float dmin = Dequantiser.half(bytes, at + 2);
        for (int group = 0; group < 8; group++) {
            float scale = d * scale(bytes, at + SCALES, group);
            float minimum = dmin * minimum(bytes, at + SCALES, group);
            long start = at + NUMBERS + 32L * (group / 2);
            int shift = group % 2 * 4;
            for (int j = 0; j < 32; j++) {
                int q = Dequantiser.unsigned(bytes, start + j) >> shift & 15;
                numbers[from + 32 * group + j] = scale * q - minimum;
            }
        }
    }

    /** The first four scales fill the low six bits of bytes 0 to 3; the others are split: low bits in 8 to 11. */
    static int scale(MemorySegment bytes, long at, int group) {
        return group < 4
                ? Dequantiser.unsigned(bytes, at + group) & 63
                : Dequantiser.unsigned(bytes, at + group + 4) & 15
                        | Dequantiser.unsigned(bytes, at + group - 4) >> 6 << 4;
    }

    /** Likewise in bytes 4 to 7, and in the high halves of 8 to 11. */
    static int minimum(MemorySegment bytes, long at, int group) {
        return group < 4
                ? Dequantiser.unsigned(bytes, at + group + 4) & 63
                : Dequantiser.unsigned(bytes, at + group + 4) >> 4 | Dequantiser.unsigned(bytes, at + group) >> 6 << 4;
    }
}
