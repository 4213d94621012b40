package macaw.labeling.prompts;

import macaw.labeling.texts.Sha256;

/**
 * What two texts have in common that are one to whoever reads them: white space around them and the kind of their line ends aside. The
 * migration V10__texts.sql counts it in SQL in the same way, so a change of it needs another one.
 *
 * @param sha256 of the text without them, 64 lower-case hex digits
 */
public record TextKey(String sha256) {
    /** Of a text as it was sent. */
    public static TextKey of(String text) {
        String unified = text.replace("\r\n", "\n").replace('\r', '\n');
        int from = 0;
        int to = unified.length();
        while (from < to && isSpace(unified.charAt(from))) {
            from++;
        }
        while (to > from && isSpace(unified.charAt(to - 1))) {
            to--;
        }
        return new TextKey(Sha256.hex(unified.substring(from, to)));
    }

    /** Spaces that do not break a line are among them: copied text begins and ends with them. */
    private static boolean isSpace(char letter) {
        return Character.isWhitespace(letter) || Character.isSpaceChar(letter);
    }

    /** The group that prompts of such a text found where none of them comes with one. */
    String group() {
        return "text:" + sha256;
    }
}
