package macaw.trainer.learning;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Tokens of which those from {@code learntFrom} on are to be predicted; what stands before is only read.
 *
 * @param tokens at least two
 * @param learntFrom index of the first token that carries loss, at least 1, since nothing predicts the first token
 */
@SuppressWarnings("ArrayRecordComponent") // made once, never changed
public record TokenSequence(int[] tokens, int learntFrom) {
    public TokenSequence {
        if (learntFrom < 1 || learntFrom >= tokens.length) {
            throw new IllegalArgumentException(
                    "loss from token " + learntFrom + " on in a sequence of " + tokens.length);
        }
    }

    /** A prompt that is read and an answer that is learnt. */
    public static TokenSequence of(int[] prompt, int[] answer) {
        int[] tokens =
                IntStream.concat(Arrays.stream(prompt), Arrays.stream(answer)).toArray();
        return new TokenSequence(tokens, prompt.length);
    }

    public int length() {
        return tokens.length;
    }

    /** How many tokens carry loss. */
    public int learnt() {
        return tokens.length - learntFrom;
    }
}
