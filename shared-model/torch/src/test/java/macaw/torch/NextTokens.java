package macaw.torch;

import java.util.List;
import java.util.stream.LongStream;

/** The rows of a batch whose next token is known, and that token. */
@SuppressWarnings("ArrayRecordComponent") // made and read within a test
record NextTokens(long[] rows, long[] targets) {
    static NextTokens of(List<int[]> sequences, TokenBatch batch) {
        LongStream.Builder rows = LongStream.builder();
        LongStream.Builder targets = LongStream.builder();
        for (int b = 0; b < sequences.size(); b++) {
            for (int t = 0; t + 1 < sequences.get(b).length; t++) {
                rows.add(batch.row(b, t));
                targets.add(sequences.get(b)[t + 1]);
            }
        }
        return new NextTokens(rows.build().toArray(), targets.build().toArray());
    }
}
