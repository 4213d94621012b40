package macaw.trainer.pretrain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.DeterministicRandom;
import macaw.trainer.learning.TokenSequence;

/**
 * Documents one after another, in an order that is a function of (seed, epoch), cut into rows without gaps: no position is filled up, and every token
 * but an epoch's first is learnt once. A row may begin inside a document and hold several, as in GPT-2 and GPT-3.
 */
public final class PackedText {
    private static final String PURPOSE = "document order";

    private final long seed;
    private final List<int[]> documents;
    private final int rowLength;
    private final long tokens;
    private long cachedEpoch = -1;
    private int[] cached = {};

    /**
     * @param documents token ids, end-of-text included
     * @param rowLength tokens that a row learns
     */
    public PackedText(long seed, List<int[]> documents, int rowLength) {
        this.seed = seed;
        this.documents = List.copyOf(documents);
        this.rowLength = rowLength;
        this.tokens = documents.stream().mapToLong(document -> document.length).sum();
    }

    /** Text that is mixed into another training. Errors: DATASET_EMPTY where it makes no row. */
    public static PackedText mixed(long seed, List<int[]> documents, int rowLength) {
        var text = new PackedText(seed, documents, rowLength);
        if (text.rows() == 0) {
            throw new CodedException(
                    ErrorCode.DATASET_EMPTY, "the pretraining texts make no row of " + rowLength + " tokens");
        }
        return text;
    }

    /** Tokens that a row learns. */
    public int rowLength() {
        return rowLength;
    }

    /** Rows of an epoch; what is left at its end and makes no whole row is not learnt in that epoch. */
    public long rows() {
        return Math.max(0, (tokens - 1) / rowLength);
    }

    /** Rows {@code from} to {@code from + count} − 1, counted on through the epochs. */
    public List<TokenSequence> rows(long from, int count) {
        List<TokenSequence> rows = new ArrayList<>(count);
        for (long row = from; row < from + count; row++) {
            int[] stream = epoch(row / rows());
            int start = Math.toIntExact(row % rows()) * rowLength;
            rows.add(new TokenSequence(Arrays.copyOfRange(stream, start, start + rowLength + 1), 1));
        }
        return rows;
    }

    private int[] epoch(long epoch) {
        if (epoch != cachedEpoch) {
            int[] order = DeterministicRandom.of(seed, PURPOSE, epoch, 0).permutation(documents.size());
            int[] stream = new int[Math.toIntExact(tokens)];
            int at = 0;
            for (int document : order) {
                int[] ids = documents.get(document);
                System.arraycopy(ids, 0, stream, at, ids.length);
                at += ids.length;
            }
            cached = stream;
            cachedEpoch = epoch;
        }
        return cached;
    }
}
