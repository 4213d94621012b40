package macaw.languagemodel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Broken versions of sound files for fuzzing: flipped bits, cut and doubled stretches, splices of two places, and numbers
 * replaced by those at which arithmetic breaks, in binary and in text. The same seed gives the same bytes.
 */
public final class Mutations {
    private static final List<String> TEXTS = List.of(
            "0",
            "-1",
            "1e999",
            "9223372036854775807",
            "18446744073709551616",
            "2147483648",
            "0.5",
            "null",
            "true",
            "\"\"",
            "[]",
            "{}",
            "[[[[",
            "{\"a\":",
            "\"\\ud800\"",
            "NaN");
    private static final long[] NUMBERS = {
        0,
        1,
        -1,
        255,
        256,
        65_535,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        1L << 32,
        1L << 40,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };

    private final Random random;

    /** The mutations of one seed. */
    public Mutations(long seed) {
        random = new Random(seed);
    }

    /** A copy with one to four things wrong, all of them before {@code end}. */
    public byte[] of(byte[] sound, int end) {
        byte[] broken = sound;
        for (int i = random.nextInt(4); i >= 0; i--) {
            broken = once(broken, Math.min(end, broken.length));
        }
        return broken;
    }

    private byte[] once(byte[] bytes, int end) {
        if (end < 1) {
            return bytes;
        }
        int at = random.nextInt(end);
        int length = random.nextInt(Math.min(end - at, 64) + 1);
        return switch (random.nextInt(8)) {
            case 0 -> flipped(bytes, at);
            case 1 -> replaced(bytes, at, 1, new byte[] {(byte) random.nextInt()});
            case 2 -> Arrays.copyOf(bytes, at);
            case 3 -> replaced(bytes, at, length, new byte[0]);
            case 4 -> replaced(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + length));
            case 5 -> {
                int from = random.nextInt(end);
                yield replaced(bytes, at, length, Arrays.copyOfRange(bytes, from, Math.min(end, from + length)));
            }
            case 6 -> binaryNumber(bytes, at);
            default -> jsonValue(bytes, at, end);
        };
    }

    private byte[] flipped(byte[] bytes, int at) {
        byte[] copy = bytes.clone();
        copy[at] ^= (byte) (1 << random.nextInt(8));
        return copy;
    }

    private byte[] binaryNumber(byte[] bytes, int at) {
        byte[] number = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(NUMBERS[random.nextInt(NUMBERS.length)])
                .array();
        int size = 1 << random.nextInt(4);
        return replaced(bytes, at, Math.min(size, bytes.length - at), Arrays.copyOf(number, size));
    }

    /** Replaces the number, word or quoted text around a place. */
    private byte[] jsonValue(byte[] bytes, int at, int end) {
        int from = at;
        int to = at;
        while (from > 0 && !delimiter(bytes[from - 1])) {
            from--;
        }
        while (to < end && !delimiter(bytes[to])) {
            to++;
        }
        byte[] text = TEXTS.get(random.nextInt(TEXTS.size())).getBytes(StandardCharsets.UTF_8);
        return replaced(bytes, from, to - from, text);
    }

    private static boolean delimiter(byte b) {
        return ",:[]{} \n".indexOf(b) >= 0;
    }

    private static byte[] replaced(byte[] bytes, int at, int length, byte[] by) {
        byte[] copy = new byte[bytes.length - length + by.length];
        System.arraycopy(bytes, 0, copy, 0, at);
        System.arraycopy(by, 0, copy, at, by.length);
        System.arraycopy(bytes, at + length, copy, at + by.length, bytes.length - at - length);
        return copy;
    }
}
