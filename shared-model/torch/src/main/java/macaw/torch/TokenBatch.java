package macaw.torch;

import java.util.List;

/**
 * Sequences of different lengths side by side, filled up on the right. A causal model never reads what stands to the right, so the filling
 * needs no mask; its outputs are never read.
 *
 * @param ids [B·T], row by row
 * @param sequences B
 * @param positions T, the longest length
 */
@SuppressWarnings("ArrayRecordComponent") // made and read within a step
public record TokenBatch(long[] ids, int sequences, int positions) {
    /** The id that fills up; any id of the vocabulary does. */
    private static final long FILLING = 0;

    public TokenBatch {
        if (sequences < 1 || positions < 1 || ids.length != sequences * positions) {
            throw new IllegalArgumentException(
                    ids.length + " ids do not make " + sequences + " sequences of " + positions);
        }
    }

    /** The given sequences, none of them empty. */
    public static TokenBatch of(List<int[]> sequences) {
        int positions = sequences.stream().mapToInt(ids -> ids.length).max().orElse(0);
        long[] ids = new long[sequences.size() * positions];
        for (int b = 0; b < sequences.size(); b++) {
            int[] sequence = sequences.get(b);
            if (sequence.length == 0) {
                throw new IllegalArgumentException("sequence " + b + " is empty");
            }
            for (int t = 0; t < positions; t++) {
                ids[b * positions + t] = t < sequence.length ? sequence[t] : FILLING;
            }
        }
        return new TokenBatch(ids, sequences.size(), positions);
    }

    /** The row of sequence b's position t among the model's hidden states [B·T, D]. */
    public int row(int b, int t) {
        return b * positions + t;
    }
}
