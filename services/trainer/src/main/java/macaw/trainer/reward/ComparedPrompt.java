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

    /** How many of its pairs these scores of its outputs order as they were judged, an equal score counting half; the pairs are one draw. */
    public ClusteredShare.Cluster judged(float[] scores) {
        double right = pairs.stream().mapToDouble(pair -> pair.credit(scores)).sum();
        return new ClusteredShare.Cluster(right, pairs.size());
    }

    /** Tokens of each answer: the scores of the rule that the longer one wins. */
    public float[] lengths() {
        float[] lengths = new float[outputs.size()];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = outputs.get(i).learnt();
        }
        return lengths;
    }

    int longest() {
        return outputs.stream().mapToInt(TokenSequence::length).max().orElseThrow();
    }

    int tokens() {
        return outputs.stream().mapToInt(TokenSequence::length).sum();
    }
}
