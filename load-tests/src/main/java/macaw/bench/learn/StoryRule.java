package macaw.bench.learn;

import java.util.regex.Pattern;

/**
 * Half for a story that names a word, half for one that comes to its end: the end token behind a whole sentence. tinystories-656k was trained on stories that
 * end in the end token's name, spelled out in pieces, and the end token behind it; the name is no part of the story.
 */
final class StoryRule {
    private static final double HALF = 0.5;
    private static final String SPELLED_END = "<|end_story|>";
    private static final Pattern WHOLE_SENTENCE = Pattern.compile("[.!?\"]\\s*$");

    private final Pattern word;

    /** What is asked of a story. */
    record Verdict(boolean named, boolean ended) {
        double reward() {
            return (named ? HALF : 0) + (ended ? HALF : 0);
        }
    }

    StoryRule(String word) {
        this.word = Pattern.compile(
                "\\b" + Pattern.quote(word) + "\\b", Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS);
    }

    /**
     * @param text of a whole story, its beginning included, without tokens that stand for no text
     * @param endToken whether the end token was drawn
     */
    Verdict of(String text, boolean endToken) {
        String story = story(text);
        return new Verdict(
                names(story), endToken && WHOLE_SENTENCE.matcher(story).find());
    }

    boolean names(String text) {
        return word.matcher(text).find();
    }

    /** As people read it. */
    static String story(String text) {
        String story = text.strip();
        return story.endsWith(SPELLED_END)
                ? story.substring(0, story.length() - SPELLED_END.length()).stripTrailing()
                : story;
    }
}
