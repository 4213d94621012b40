package macaw.trainer.learning;

import java.util.Arrays;
import macaw.records.DeterministicRandom;
import macaw.torch.Dropout;

/**
 * Dropout whose draws belong to a token of a sequence of a step, wherever it stands: neither the cut into microbatches, nor packing, nor a restart changes
 * what is dropped.
 */
final class TokenDropout implements Dropout {
    private static final String PURPOSE = "residual dropout";
    private static final String NUMBERS = "dropped numbers";

    private final double rate;
    private final long[] tokens; // [B·T] the seed of each; 0 where there is none
    private final boolean[] filled;

    /** Without a token yet, for rows that hold {@code positions} in all. */
    TokenDropout(double rate, int positions) {
        this.rate = rate;
        this.tokens = new long[positions];
        this.filled = new boolean[positions];
    }

    /**
     * Where the tokens of a sequence stand.
     *
     * @param number the sequence's in its step
     * @param at its tokens' rows among the hidden states, in order
     */
    void place(long seed, long step, int number, int[] at) {
        DeterministicRandom random = DeterministicRandom.of(seed, PURPOSE, step, number);
        for (int row : at) {
            tokens[row] = random.nextLong();
            filled[row] = true;
        }
    }

    @Override
    public double rate() {
        return rate;
    }

    @Override
    public boolean[] kept(int layer, Branch branch, int width) {
        boolean[] kept = new boolean[tokens.length * width];
        Arrays.fill(kept, true);
        for (int row = 0; row < tokens.length; row++) {
            if (filled[row]) {
                DeterministicRandom random = DeterministicRandom.of(tokens[row], NUMBERS, layer, branch.ordinal());
                for (int i = 0; i < width; i++) {
                    kept[row * width + i] = random.nextDouble() >= rate;
                }
            }
        }
        return kept;
    }
}
