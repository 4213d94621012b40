package macaw.trainer.learning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import macaw.torch.TokenBatch;
import macaw.torch.TokenRow;

/**
 * A microbatch of sequences as the model reads it: inputs without each last token, which predicts nothing, and for every learnt token the row of the
 * hidden state that predicts it, one position before the token itself.
 *
 * @param inputs B rows of one or more sequences, filled up on the right
 * @param places of each sequence, for each of its inputs the row among the hidden states [B·T, D]
 * @param rows [N] rows among the hidden states [B·T, D], sequence by sequence
 * @param targets [N] the tokens that they predict
 */
@SuppressWarnings("ArrayRecordComponent") // made and read within a step
public record NextTokens(TokenBatch inputs, List<int[]> places, long[] rows, long[] targets) {

    /** Each sequence in a row of its own. */
    public static NextTokens of(List<TokenSequence> sequences) {
        return packed(sequences.stream().map(List::of).toList());
    }

    /** Rows of one or more sequences, each read as if it were alone. */
    public static NextTokens packed(List<List<TokenSequence>> rowsOfSequences) {
        List<TokenRow> tokenRows = rowsOfSequences.stream()
                .map(row -> TokenRow.packed(
                        row.stream().map(NextTokens::withoutLast).toList()))
                .toList();
        TokenBatch inputs = TokenBatch.ofRows(tokenRows);
        List<TokenSequence> sequences =
                rowsOfSequences.stream().flatMap(List::stream).toList();
        List<int[]> places = new ArrayList<>();
        for (int b = 0; b < tokenRows.size(); b++) {
            TokenRow row = tokenRows.get(b);
            for (int i = 0; i < row.texts().size(); i++) {
                int first = inputs.row(b, row.at(i, 0));
                int[] at = new int[row.texts().get(i).length];
                Arrays.setAll(at, t -> first + t);
                places.add(at);
            }
        }
        int learnt = sequences.stream().mapToInt(TokenSequence::learnt).sum();
        long[] rows = new long[learnt];
        long[] targets = new long[learnt];
        int n = 0;
        for (int i = 0; i < sequences.size(); i++) {
            TokenSequence sequence = sequences.get(i);
            for (int t : sequence.targets()) {
                rows[n] = places.get(i)[t - 1];
                targets[n++] = sequence.tokens()[t];
            }
        }
        return new NextTokens(inputs, places, rows, targets);
    }

    private static int[] withoutLast(TokenSequence sequence) {
        return Arrays.copyOf(sequence.tokens(), sequence.length() - 1);
    }
}
