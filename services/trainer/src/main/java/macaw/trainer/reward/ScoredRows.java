package macaw.trainer.reward;

import java.util.List;
import macaw.torch.TokenBatch;
import macaw.torch.TokenRow;
import macaw.trainer.learning.TokenSequence;

/**
 * Outputs as the model reads them to score them.
 *
 * @param batch rows of outputs, filled up on the right
 * @param last of each output the row of its last token among the hidden states [B·T, D], at which its score is read
 */
@SuppressWarnings("ArrayRecordComponent") // made and read within a step
record ScoredRows(TokenBatch batch, long[] last) {

    /** Each output in a row of its own. */
    static ScoredRows apart(List<TokenSequence> outputs) {
        return of(outputs.stream()
                .map(output -> TokenRow.packed(List.of(output.tokens())))
                .toList());
    }

    /** The outputs of each prompt in one row, in which what they begin with alike stands once. */
    static ScoredRows sharing(List<List<TokenSequence>> prompts) {
        return of(prompts.stream().map(ScoredRows::row).toList());
    }

    /** Tokens of the row in which a prompt's outputs share their beginning. */
    static int lengthSharing(List<TokenSequence> outputs) {
        return row(outputs).length();
    }

    private static TokenRow row(List<TokenSequence> outputs) {
        return TokenRow.branching(outputs.stream().map(TokenSequence::tokens).toList());
    }

    private static ScoredRows of(List<TokenRow> rows) {
        TokenBatch batch = TokenBatch.ofRows(rows);
        long[] last = new long[rows.stream().mapToInt(row -> row.texts().size()).sum()];
        int n = 0;
        for (int b = 0; b < rows.size(); b++) {
            TokenRow row = rows.get(b);
            for (int i = 0; i < row.texts().size(); i++) {
                last[n++] = batch.row(b, row.at(i, row.texts().get(i).length - 1));
            }
        }
        return new ScoredRows(batch, last);
    }
}
