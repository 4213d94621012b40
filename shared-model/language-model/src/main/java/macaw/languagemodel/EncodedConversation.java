package macaw.languagemodel;

import java.util.Collection;

/**
 * The tokens of a conversation and which of them the model is to learn.
 *
 * @param tokens from the beginning of the text
 * @param learnt for each token, whether an answer holds it; the token that ends an answer belongs to it
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read by whoever asked for it
public record EncodedConversation(int[] tokens, boolean[] learnt) {
    public EncodedConversation {
        if (tokens.length != learnt.length) {
            throw new IllegalArgumentException(
                    tokens.length + " tokens do not match " + learnt.length + " marks of what is learnt");
        }
    }

    /** Where the last answer begins. */
    public int answerStart() {
        int first = lastLearntEnd();
        while (first > 0 && learnt[first - 1]) {
            first--;
        }
        return first;
    }

    /**
     * Where the last answer ends, exclusive: behind the first of its tokens that lets a model's answer end, or behind its last token where none
     * does. What a template puts behind that no policy writes.
     *
     * @param endTokens tokens that let an answer end
     */
    public int answerEnd(Collection<Integer> endTokens) {
        int end = lastLearntEnd();
        for (int i = answerStart(); i < end; i++) {
            if (endTokens.contains(tokens[i])) {
                return i + 1;
            }
        }
        return end;
    }

    private int lastLearntEnd() {
        int end = learnt.length;
        while (end > 0 && !learnt[end - 1]) {
            end--;
        }
        return end;
    }

    /** How many tokens are learnt. */
    public int learntTokens() {
        int count = 0;
        for (boolean mark : learnt) {
            count += mark ? 1 : 0;
        }
        return count;
    }
}
