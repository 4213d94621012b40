package macaw.generator.scheduling;

import macaw.records.Sampling;

/** How the tokens of an answer come about. */
public sealed interface Choice {
    /** Drawn from what the policy thinks; with a token's position, the seed is all that a draw depends on beside the logits. */
    record Sampled(Sampling sampling, long seed) implements Choice {}

    /** Given beforehand, at least one: the policy only says how likely it finds them. Nothing ends them early. */
    @SuppressWarnings("ArrayRecordComponent") // belongs to one sequence
    record Given(int[] tokens) implements Choice {}

    /** Positions that the answer needs at least. */
    default int leastTokens() {
        return switch (this) {
            case Sampled sampled -> 1;
            case Given(int[] tokens) -> tokens.length;
        };
    }
}
