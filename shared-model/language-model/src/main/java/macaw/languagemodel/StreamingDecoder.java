package macaw.languagemodel;

import java.util.Arrays;

/**
 * Decodes one answer while it is written: each token gives the text that it completes, and never half a character. The
 * pieces and {@link #finish()} joined are what {@link Tokenizer#decode} says of all the tokens. Not thread-safe.
 *
 * <p>Decoders look at neighbours (a leading space, the bytes of one character), so the tokens before the last boundary
 * between characters are decoded together with the new ones, and only what is new is given out.
 */
public final class StreamingDecoder {
    /** What a decoder says of bytes that are not (yet) a character. */
    private static final char INCOMPLETE = '\uFFFD';

    private final Tokenizer tokenizer;
    private int[] tokens = new int[16];
    private int size;
    /** The last boundary between tokens that was also one between characters. */
    private int boundary;
    /** Where decoding starts; an earlier such boundary. */
    private int contextStart;
    /** How many characters of the text from {@link #contextStart} on have been given out. */
    private int given;

    StreamingDecoder(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /** The text that this token completes; empty while a character is incomplete. */
    public String accept(int token) {
        if (size == tokens.length) {
            tokens = Arrays.copyOf(tokens, 2 * size);
        }
        tokens[size++] = token;
        String text = tokenizer.decode(tokens, contextStart, size);
        int complete = completeLength(text);
        String piece = complete > given ? text.substring(given, complete) : "";
        given = Math.max(given, complete);
        if (complete == text.length()) {
            moveContext();
        }
        return piece;
    }

    /** What was held back, with U+FFFD for what never became a character. */
    public String finish() {
        String text = tokenizer.decode(tokens, contextStart, size);
        String piece = text.length() > given ? text.substring(given) : "";
        given = Math.max(given, text.length());
        return piece;
    }

    /** The context has to show something, or a decoder would take the next token for the first and strip its space. */
    private void moveContext() {
        String latest = tokenizer.decode(tokens, boundary, size);
        if (!latest.isBlank()) {
            contextStart = boundary;
            boundary = size;
            given = latest.length();
        }
    }

    private static int completeLength(String text) {
        int length = text.length();
        while (length > 0 && text.charAt(length - 1) == INCOMPLETE) {
            length--;
        }
        return length;
    }
}
