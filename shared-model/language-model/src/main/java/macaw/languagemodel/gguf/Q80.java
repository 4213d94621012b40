package macaw.languagemodel.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Q8_0, 32 numbers in 34 bytes: a binary16 scale d, then 32 signed bytes. x = d · q.
 *
 * <p>Source: block_q8_0 in ggml.
 */
final class Q80 {
    private Q80() {}

    static void block(MemorySegment bytes, long at, float[] numbers, int from) {
        float d = Dequantiser.half(bytes, at);
        for (int j = 0; j < 32; j++) {
            numbers[from + j] = d * bytes.get(ValueLayout.JAVA_BYTE, at + 2 + j);
        }
    }
}
