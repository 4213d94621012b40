package macaw.demo.world;

import java.util.List;

/** Small rules of written English that documents, prompts and answers share. */
public final class English {
    /** Number words as prompts use them, by number from zero. */
    private static final List<String> NUMBERS =
            List.of("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine");

    private English() {}

    /** The word for a number from 0 to 9. */
    public static String number(int n) {
        return NUMBERS.get(n);
    }

    /** With a capital at the start. */
    public static String capital(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    /** With a small letter at the start. */
    public static String small(String text) {
        return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }

    /** "a, b and c". */
    public static String enumeration(List<String> items) {
        return items.size() < 2
                ? String.join("", items)
                : String.join(", ", items.subList(0, items.size() - 1)) + " and " + items.getLast();
    }

    /** One item a line, each after a dash. */
    public static String dashes(List<String> items) {
        return String.join("\n", items.stream().map(item -> "- " + item).toList());
    }
}
