package macaw.trainer.reward;

import java.util.List;
import macaw.trainer.learning.TokenSequence;

/**
 * One labeler's ranking as the model reads it.
 *
 * @param outputs each with its prompt before it
 * @param pairs the untied ones; never empty
 */
public record EncodedRanking(List<TokenSequence> outputs, List<KWiseLoss.Pair> pairs) {
    public EncodedRanking {
        outputs = List.copyOf(outputs);
        pairs = List.copyOf(pairs);
        if (pairs.isEmpty()) {
            throw new IllegalArgumentException("a ranking without untied pairs teaches nothing");
        }
    }

    int longest() {
        return outputs.stream().mapToInt(TokenSequence::length).max().orElseThrow();
    }

    int tokens() {
        return outputs.stream().mapToInt(TokenSequence::length).sum();
    }
}
