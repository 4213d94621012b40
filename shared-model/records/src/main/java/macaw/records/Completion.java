package macaw.records;

import java.util.Arrays;

/**
 * Tokens that a policy wrote.
 *
 * @param tokens at least one; EOS last where it was drawn
 * @param logProbabilities behaviour log-probability of each token, at the prompt's temperature
 * @param finishReason why it ended
 * @param numerics build and instruction set of the generator; equal bits are promised only under an equal value
 */
public record Completion(TokenIds tokens, LogProbabilities logProbabilities, FinishReason finishReason, String numerics)
        implements RolloutOutcome {
    /** Stands among the parts of {@code numerics}, between slashes, where the generator multiplied in 8 bits. */
    public static final String INT8 = "int8";

    public Completion {
        Refusals.require(!tokens.isEmpty(), "a completion has at least one token");
        Refusals.require(
                tokens.size() == logProbabilities.size(),
                "a completion has one log-probability a token, had " + tokens.size() + " tokens and "
                        + logProbabilities.size());
    }

    /** Whether the policy that wrote it is the named version in coarser numbers, and so another one. */
    public boolean isQuantised() {
        return Arrays.asList(numerics.split("/")).contains(INT8);
    }
}
