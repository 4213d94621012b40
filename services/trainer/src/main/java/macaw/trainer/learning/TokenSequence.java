package macaw.trainer.learning;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Tokens of which some are to be predicted; the others are only read.
 *
 * @param tokens at least two
 * @param targets which of them carry loss, ascending, at least one and none the first, which nothing predicts
 */
@SuppressWarnings("ArrayRecordComponent") // made once, never changed
public record TokenSequence(int[] tokens, int[] targets) {
    public TokenSequence {
        if (targets.length == 0 || targets[0] < 1 || targets[targets.length - 1] >= tokens.length) {
            throw new IllegalArgumentException(
                    "loss on tokens " + Arrays.toString(targets) + " of a sequence of " + tokens.length);
        }
    }

    /** All tokens from {@code learntFrom} on are to be predicted. */
    public TokenSequence(int[] tokens, int learntFrom) {
        this(tokens, IntStream.range(learntFrom, tokens.length).toArray());
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

    /** The first token that carries loss. */
    public int learntFrom() {
        return targets[0];
    }

    /** How many tokens carry loss. */
    public int learnt() {
        return targets.length;
    }
}
