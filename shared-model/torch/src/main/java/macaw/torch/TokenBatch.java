package macaw.torch;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Sequences of different lengths side by side, filled up on the right. A causal model never reads what stands to the right, so the filling
 * needs no mask; its outputs are never read.
 *
 * @param ids [B·T], row by row
 * @param sequences B
 * @param positions T, the longest length
 * @param layout what stands where, if a row holds several texts; otherwise it holds one, from its start
 */
@SuppressWarnings("ArrayRecordComponent") // made and read within a step
public record TokenBatch(long[] ids, int sequences, int positions, Optional<Layout> layout) {
    /** The id that fills up; any id of the vocabulary does. */
    private static final long FILLING = 0;

    /**
     * What the tokens of rows with several texts belong to.
     *
     * @param texts [B·T] which text of its row a token belongs to, or {@link #SHARED}, or {@link #FILLED_UP}
     * @param places [B·T] a token's position in its text
     */
    @SuppressWarnings("ArrayRecordComponent") // made and read within a step
    public record Layout(int[] texts, int[] places) {
        /** A token that all texts of its row begin with. */
        static final int SHARED = -1;

        /** No token. */
        static final int FILLED_UP = -2;

        private static Layout of(List<TokenRow> rows, int positions) {
            int[] texts = new int[rows.size() * positions];
            int[] places = new int[texts.length];
            Arrays.fill(texts, FILLED_UP);
            for (int b = 0; b < rows.size(); b++) {
                TokenRow row = rows.get(b);
                for (int i = 0; i < row.texts().size(); i++) {
                    int start = b * positions + row.start(i) - row.shared();
                    for (int t = row.shared(); t < row.texts().get(i).length; t++) {
                        texts[start + t] = i;
                        places[start + t] = t;
                    }
                }
                for (int t = 0; t < row.shared(); t++) {
                    texts[b * positions + t] = SHARED;
                    places[b * positions + t] = t;
                }
            }
            return new Layout(texts, places);
        }

        int longest() {
            return Arrays.stream(places).max().orElse(0) + 1;
        }

        /** Whether token q of a row [B·T] reads token k of the same row, at most {@code reach} positions of its text, its own included. */
        boolean sees(int q, int k, int reach) {
            return k <= q && (texts[k] == texts[q] || texts[k] == SHARED) && places[q] - places[k] < reach;
        }
    }

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
        return new TokenBatch(ids, sequences.size(), positions, Optional.empty());
    }

    /** Rows of several texts. */
    public static TokenBatch ofRows(List<TokenRow> rows) {
        if (rows.stream().allMatch(row -> row.texts().size() == 1)) {
            return of(rows.stream().map(row -> row.texts().getFirst()).toList());
        }
        int positions = rows.stream().mapToInt(TokenRow::length).max().orElse(0);
        long[] ids = new long[rows.size() * positions];
        Arrays.fill(ids, FILLING);
        for (int b = 0; b < rows.size(); b++) {
            TokenRow row = rows.get(b);
            for (int i = 0; i < row.texts().size(); i++) {
                int[] text = row.texts().get(i);
                for (int t = 0; t < text.length; t++) {
                    ids[b * positions + row.at(i, t)] = text[t];
                }
            }
        }
        return new TokenBatch(ids, rows.size(), positions, Optional.of(Layout.of(rows, positions)));
    }

    /** The longest text. */
    int longest() {
        return layout.map(Layout::longest).orElse(positions);
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
