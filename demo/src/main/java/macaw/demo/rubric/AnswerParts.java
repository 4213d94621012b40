package macaw.demo.rubric;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** An answer taken apart into what can be looked up. */
final class AnswerParts {
    private static final Pattern BULLET = Pattern.compile("^(-|\\*|\\d+\\.)\\s*");
    private static final Pattern BETWEEN_ITEMS = Pattern.compile(",\\s*|\\s+and\\s+");
    private static final Pattern BETWEEN_SENTENCES = Pattern.compile("(?<=[.!?])\\s+|\\n+");

    private AnswerParts() {}

    /** The items of a list with one on each line, or of an enumeration on one line; in normal form. */
    static List<String> items(String text) {
        List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
        boolean enumeration =
                lines.size() == 1 && !BULLET.matcher(lines.getFirst()).find();
        return (enumeration ? Arrays.stream(BETWEEN_ITEMS.split(lines.getFirst())) : lines.stream())
                .map(AnswerParts::normal)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    /** The sentences, in normal form. */
    static List<String> sentences(String text) {
        return Arrays.stream(BETWEEN_SENTENCES.split(text))
                .map(AnswerParts::normal)
                .filter(sentence -> !sentence.isEmpty())
                .toList();
    }

    /** In small letters, without bullet in front and full stop behind. */
    static String normal(String text) {
        String bare = BULLET.matcher(text.strip()).replaceFirst("").strip().toLowerCase(Locale.ROOT);
        return bare.endsWith(".") ? bare.substring(0, bare.length() - 1) : bare;
    }
}
