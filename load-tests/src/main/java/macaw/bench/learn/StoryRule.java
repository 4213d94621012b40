package macaw.bench.learn;

import java.util.Set;
import java.util.regex.Pattern;

/** Half for a story that names a word, half for one that is over: the end token behind a whole sentence. */
final class StoryRule {
    private static final Set<Character> SENTENCE_ENDS = Set.of('.', '!', '?', '"');
    private static final double HALF = 0.5;

    private final Pattern word;

    StoryRule(String word) {
        this.word = Pattern.compile("\\b" + Pattern.quote(word) + "\\b", Pattern.CASE_INSENSITIVE);
    }

    /** Of a whole story, its beginning included. */
    double of(String story, boolean ended) {
        String text = story.stripTrailing();
        boolean over = ended && !text.isEmpty() && SENTENCE_ENDS.contains(text.charAt(text.length() - 1));
        return (word.matcher(text).find() ? HALF : 0) + (over ? HALF : 0);
    }
}
