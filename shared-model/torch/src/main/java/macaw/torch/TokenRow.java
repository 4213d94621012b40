package macaw.torch;

import java.util.Arrays;
import java.util.List;

/**
 * Texts that stand one behind the other in a row of a batch, each read as if it were alone: its positions count from its own start, and no token sees
 * another text. Tokens with which all of them begin may stand once, in front, and are seen by all (a prompt with several answers).
 *
 * @param texts at least one, none empty
 * @param shared how many first tokens all of them have in common and the row holds once; 0 packs unrelated texts
 */
public record TokenRow(List<int[]> texts, int shared) {
    public TokenRow {
        texts = List.copyOf(texts);
        if (texts.isEmpty()) {
            throw new IllegalArgumentException("a row without a text");
        }
        int[] first = texts.getFirst();
        for (int[] text : texts) {
            if (text.length == 0 || text.length < shared || Arrays.mismatch(first, 0, shared, text, 0, shared) >= 0) {
                throw new IllegalArgumentException("the texts of a row do not have " + shared + " tokens in common");
            }
        }
    }

    /** Unrelated texts. */
    public static TokenRow packed(List<int[]> texts) {
        return new TokenRow(texts, 0);
    }

    /** The tokens with which all texts begin are held once. */
    public static TokenRow branching(List<int[]> texts) {
        int[] first = texts.getFirst();
        int shared = first.length;
        for (int[] text : texts) {
            int differs = Arrays.mismatch(first, 0, shared, text, 0, Math.min(shared, text.length));
            shared = differs < 0 ? shared : differs;
        }
        return new TokenRow(texts, shared);
    }

    /** Tokens of the row. */
    public int length() {
        return start(texts.size());
    }

    /** The longest text. */
    int longest() {
        return texts.stream().mapToInt(text -> text.length).max().orElseThrow();
    }

    /** Where a text's token t stands in the row. */
    public int at(int text, int t) {
        return t < shared ? t : start(text) + t - shared;
    }

    /** Where what a text has of its own begins. */
    int start(int text) {
        int start = shared;
        for (int i = 0; i < text; i++) {
            start += texts.get(i).length - shared;
        }
        return start;
    }
}
