package macaw.trainer.dpo;

import java.nio.file.Path;
import java.util.List;
import macaw.trainer.datasets.RankedOutputs;
import macaw.trainer.learning.ConversationEncoder;
import macaw.trainer.learning.HeldOut;
import macaw.trainer.reward.KWiseLoss;

/**
 * What DPO learns from.
 *
 * @param heldOut rankings of prompts that are not among {@code train}
 * @param allTied rankings without an untied pair, left out
 * @param tooLong rankings with an output that does not fit the context, left out
 */
public record DpoData(List<EncodedComparison> train, List<EncodedComparison> heldOut, int allTied, int tooLong) {
    public DpoData {
        train = List.copyOf(train);
        heldOut = List.copyOf(heldOut);
    }

    static DpoData encode(Path policy, List<RankedOutputs> rankings, double heldOutFraction, long seed) {
        List<RankedOutputs> untied = rankings.stream()
                .filter(row -> !KWiseLoss.pairs(row.ranking()).isEmpty())
                .toList();
        HeldOut<RankedOutputs> split =
                HeldOut.of(untied, RankedOutputs::split, RankedOutputs::prompt, heldOutFraction, seed);
        try (var encoder = new ConversationEncoder(policy)) {
            List<EncodedComparison> train = encode(encoder, split.train());
            List<EncodedComparison> heldOut = encode(encoder, split.heldOut());
            int tooLong = split.train().size() + split.heldOut().size() - train.size() - heldOut.size();
            return new DpoData(train, heldOut, rankings.size() - untied.size(), tooLong);
        }
    }

    private static List<EncodedComparison> encode(ConversationEncoder encoder, List<RankedOutputs> rankings) {
        return rankings.stream()
                .map(row -> new EncodedComparison(
                        row.outputs().stream()
                                .map(output -> encoder.answered(row.prompt(), output))
                                .toList(),
                        KWiseLoss.pairs(row.ranking())))
                .filter(comparison -> comparison.longest() <= encoder.maxPositions())
                .toList();
    }
}
