package macaw.languagemodel.bpe;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.stream.IntStream;

/**
 * GPT-2's printable spelling of the 256 bytes: printable ones stand for themselves, the others for the characters from
 * U+0100 on. Every text has a spelling, so nothing is unknown to a byte-level tokenizer.
 */
final class ByteAlphabet {
    private static final String CHARACTERS = characters();
    private static final List<Integer> ORDER = IntStream.range(0, 256)
            .boxed()
            .sorted((a, b) -> Character.compare(CHARACTERS.charAt(a), CHARACTERS.charAt(b)))
            .toList();

    private ByteAlphabet() {}

    /** The bytes in the order of their characters, which is the order of their ids. */
    static List<Integer> bytesInOrder() {
        return ORDER;
    }

    /** The character of one byte, 0 to 255. */
    static char character(int value) {
        return CHARACTERS.charAt(value);
    }

    /** The bytes of a text, 0 to 255 each. */
    static int[] bytes(String text) {
        byte[] utf8 = text.getBytes(UTF_8);
        int[] values = new int[utf8.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = utf8[i] & 0xff;
        }
        return values;
    }

    private static String characters() {
        StringBuilder characters = new StringBuilder();
        char substitute = 256;
        for (int b = 0; b < 256; b++) {
            boolean printable = (b >= '!' && b <= '~') || (b >= 0xa1 && b <= 0xac) || b >= 0xae;
            characters.append(printable ? (char) b : substitute++);
        }
        return characters.toString();
    }
}
