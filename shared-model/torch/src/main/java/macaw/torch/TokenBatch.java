package macaw.torch;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

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

    /**
     * A batch as transformers' tokenizers give it, padded on either side: what the mask leaves is moved to the front, where positions are counted
     * from 0.
     *
     * @param ids of each sequence, padding included
     * @param mask 1 for a token, 0 for padding; a run of ones in each sequence
     */
    public static TokenBatch masked(int[][] ids, int[][] mask) {
        if (ids.length != mask.length) {
            throw new IllegalArgumentException(ids.length + " sequences have " + mask.length + " masks");
        }
        return of(IntStream.range(0, ids.length)
                .mapToObj(b -> unpadded(b, ids[b], mask[b]))
                .toList());
    }

    private static int[] unpadded(int b, int[] ids, int[] mask) {
        int from = 0;
        while (from < mask.length && mask[from] == 0) {
            from++;
        }
        int to = mask.length;
        while (to > from && mask[to - 1] == 0) {
            to--;
        }
        if (ids.length != mask.length || Arrays.stream(mask, from, to).anyMatch(seen -> seen != 1)) {
            throw new IllegalArgumentException("the mask of sequence " + b + " is not a run of ones over its ids");
        }
        return Arrays.copyOfRange(ids, from, to);
    }

    /** The row of sequence b's position t among the model's hidden states [B·T, D]. */
    public int row(int b, int t) {
        return b * positions + t;
    }
}
