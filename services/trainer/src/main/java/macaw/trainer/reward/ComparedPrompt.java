package macaw.trainer.reward;

import java.util.List;
import macaw.trainer.learning.TokenSequence;

/**
 * A prompt with what all its labelers said of its outputs: one element of a batch (InstructGPT 2022, section 3.5).
 *
 * @param outputs each once, whoever ranked it, with the prompt before it
 * @param pairs the untied ones of every ranking, one after the other; where labelers agree a pair stands there as often, where they contradict each other
 *     it stands there both ways; never empty
 */
public record ComparedPrompt(List<TokenSequence> outputs, List<KWiseLoss.Pair> pairs) {
    public ComparedPrompt {
        outputs = List.copyOf(outputs);
        pairs = List.copyOf(pairs);
        if (pairs.isEmpty()) {
            throw new IllegalArgumentException("a prompt without untied pairs teaches nothing");
        }
    }

    int longest() {
        return outputs.stream().mapToInt(TokenSequence::length).max().orElseThrow();
    }

    int tokens() {
        return outputs.stream().mapToInt(TokenSequence::length).sum();
    }
}
