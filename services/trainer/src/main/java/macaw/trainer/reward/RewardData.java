package macaw.trainer.reward;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import macaw.trainer.datasets.Demonstration;
import macaw.trainer.datasets.RankedOutputs;
import macaw.trainer.datasets.Split;
import macaw.trainer.learning.ConversationEncoder;
import macaw.trainer.learning.HeldOut;
import macaw.trainer.learning.TokenSequence;

/**
 * What a reward model learns from.
 *
 * @param heldOut rankings of prompts that are not among {@code train}
 * @param demonstrations answers whose mean score becomes 0; may be empty
 * @param allTied rankings without an untied pair, left out
 * @param tooLong rankings with an output that does not fit the context, left out
 */
public record RewardData(
        List<EncodedRanking> train,
        List<EncodedRanking> heldOut,
        List<TokenSequence> demonstrations,
        int allTied,
        int tooLong) {
    public RewardData {
        train = List.copyOf(train);
        heldOut = List.copyOf(heldOut);
        demonstrations = List.copyOf(demonstrations);
    }

    static RewardData encode(
            Path modelDirectory,
            List<RankedOutputs> rankings,
            List<Demonstration> demonstrations,
            double heldOutFraction,
            long seed) {
        List<RankedOutputs> untied = rankings.stream()
                .filter(row -> !KWiseLoss.pairs(row.ranking()).isEmpty())
                .toList();
        HeldOut<RankedOutputs> split =
                HeldOut.of(untied, RankedOutputs::split, RankedOutputs::prompt, heldOutFraction, seed);
        try (var encoder = new ConversationEncoder(modelDirectory)) {
            List<EncodedRanking> train = encode(encoder, split.train());
            List<EncodedRanking> heldOut = encode(encoder, split.heldOut());
            List<TokenSequence> zero = new ArrayList<>();
            for (Demonstration row : demonstrations) {
                TokenSequence sequence = encoder.answered(row.prompt(), row.response());
                if (row.split() != Split.TEST && sequence.length() <= encoder.maxPositions()) {
                    zero.add(sequence);
                }
            }
            int tooLong = split.train().size() + split.heldOut().size() - train.size() - heldOut.size();
            return new RewardData(train, heldOut, zero, rankings.size() - untied.size(), tooLong);
        }
    }

    private static List<EncodedRanking> encode(ConversationEncoder encoder, List<RankedOutputs> rankings) {
        return rankings.stream()
                .map(row -> new EncodedRanking(
                        row.outputs().stream()
                                .map(output -> encoder.answered(row.prompt(), output))
                                .toList(),
                        KWiseLoss.pairs(row.ranking())))
                .filter(ranking -> ranking.longest() <= encoder.maxPositions())
                .toList();
    }
}
