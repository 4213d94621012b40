package macaw.trainer.dpo;

import java.util.List;
import macaw.trainer.learning.TokenSequence;
import macaw.trainer.reward.KWiseLoss;

/**
 * One labeler's ranking as a policy reads it.
 *
 * @param outputs each with its prompt before it
 * @param pairs the untied ones; never empty
 */
public record EncodedComparison(List<TokenSequence> outputs, List<KWiseLoss.Pair> pairs) {
    public EncodedComparison {
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
