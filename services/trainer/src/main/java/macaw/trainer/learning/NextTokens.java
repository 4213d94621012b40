package macaw.trainer.learning;

import java.util.Arrays;
import java.util.List;
import macaw.torch.TokenBatch;

/**
 * A microbatch of sequences as the model reads it: inputs without each last token, which predicts nothing, and for every learnt token the row of the
 * hidden state that predicts it, one position before the token itself.
 *
 * @param inputs B sequences, filled up on the right
 * @param rows [N] rows among the hidden states [B·T, D], sequence by sequence
 * @param targets [N] the tokens that they predict
 */
@SuppressWarnings("ArrayRecordComponent") // made and read within a step
public record NextTokens(TokenBatch inputs, long[] rows, long[] targets) {

    public static NextTokens of(List<TokenSequence> sequences) {
        TokenBatch inputs = TokenBatch.of(sequences.stream()
                .map(sequence -> Arrays.copyOf(sequence.tokens(), sequence.length() - 1))
                .toList());
        int learnt = sequences.stream().mapToInt(TokenSequence::learnt).sum();
        long[] rows = new long[learnt];
        long[] targets = new long[learnt];
        int n = 0;
        for (int b = 0; b < sequences.size(); b++) {
            TokenSequence sequence = sequences.get(b);
            for (int t = sequence.learntFrom(); t < sequence.length(); t++) {
                rows[n] = inputs.row(b, t - 1);
                targets[n++] = sequence.tokens()[t];
            }
        }
        return new NextTokens(inputs, rows, targets);
    }
}
