package macaw.trainer.reward;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import macaw.trainer.datasets.Conversation;
import macaw.trainer.datasets.Demonstration;
import macaw.trainer.datasets.RankedOutputs;
import macaw.trainer.datasets.Split;
import macaw.trainer.learning.ConversationEncoder;
import macaw.trainer.learning.HeldOut;
import macaw.trainer.learning.TokenSequence;
import macaw.trainer.settings.RewardSettings;

/**
 * What a reward model learns from.
 *
 * @param heldOut prompts that are not among {@code train}
 * @param otherLabelers what held-out labelers said of prompts that may be among {@code train}
 * @param demonstrations answers whose mean score becomes 0; may be empty
 * @param allTied prompts without an untied pair of different texts, left out
 * @param tooLong rankings with an output that does not fit the context, left out
 */
public record RewardData(
        List<ComparedPrompt> train,
        List<ComparedPrompt> heldOut,
        List<ComparedPrompt> otherLabelers,
        List<TokenSequence> demonstrations,
        int allTied,
        int tooLong) {
    public RewardData {
        train = List.copyOf(train);
        heldOut = List.copyOf(heldOut);
        otherLabelers = List.copyOf(otherLabelers);
        demonstrations = List.copyOf(demonstrations);
    }

    /** Rankings and demonstrations through the model's chat template, held out as the settings say. Test rows are left out. */
    public static RewardData encode(
            Path modelDirectory,
            List<RankedOutputs> rankings,
            List<Demonstration> demonstrations,
            RewardSettings settings) {
        long seed = settings.run().seed();
        List<RankedOutputs> used =
                rankings.stream().filter(row -> row.split() != Split.TEST).toList();
        List<RankedOutputs> untied = used.stream()
                .filter(row -> !KWiseLoss.pairs(row.ranking()).isEmpty())
                .toList();
        HeldOut<RankedOutputs> split =
                HeldOut.of(untied, RankedOutputs::split, RankedOutputs::prompt, settings.heldOutFraction(), seed);
        Set<String> apart = HeldOutLabelers.of(split.train(), settings.heldOutLabelers(), seed);
        try (var encoder = new ConversationEncoder(modelDirectory)) {
            var prompts = new PromptEncoder(encoder);
            List<ComparedPrompt> train = prompts.prompts(split.train().stream()
                    .filter(row -> !apart.contains(row.labeler()))
                    .toList());
            List<ComparedPrompt> otherLabelers = prompts.prompts(split.train().stream()
                    .filter(row -> apart.contains(row.labeler()))
                    .toList());
            List<ComparedPrompt> heldOut = prompts.prompts(split.heldOut());
            int allTied = prompts(used).size() - prompts(untied).size() + prompts.alike();
            return new RewardData(
                    train, heldOut, otherLabelers, fitting(encoder, demonstrations), allTied, prompts.tooLong());
        }
    }

    private static List<TokenSequence> fitting(ConversationEncoder encoder, List<Demonstration> demonstrations) {
        List<TokenSequence> fitting = new ArrayList<>();
        for (Demonstration row : demonstrations) {
            TokenSequence sequence = encoder.answered(row.prompt(), row.response());
            if (row.split() != Split.TEST && sequence.length() <= encoder.maxPositions()) {
                fitting.add(sequence);
            }
        }
        return fitting;
    }

    private static Set<Conversation> prompts(List<RankedOutputs> rankings) {
        return rankings.stream().map(RankedOutputs::prompt).collect(Collectors.toSet());
    }
}
