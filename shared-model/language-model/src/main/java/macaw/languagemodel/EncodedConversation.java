package macaw.languagemodel;

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

    /** How many tokens are learnt. */
    public int learntTokens() {
        int count = 0;
        for (boolean mark : learnt) {
            count += mark ? 1 : 0;
        }
        return count;
    }
}
