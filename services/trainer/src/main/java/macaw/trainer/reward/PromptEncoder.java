package macaw.trainer.reward;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import macaw.trainer.datasets.RankedOutputs;
import macaw.trainer.learning.ConversationEncoder;
import macaw.trainer.learning.TokenSequence;

/** Brings all rankings of a prompt together, through the model's chat template, and counts what does not fit. */
final class PromptEncoder {
    private final ConversationEncoder encoder;
    private int tooLong;

    PromptEncoder(ConversationEncoder encoder) {
        this.encoder = encoder;
    }

    /** Prompts in the order in which they are first named. */
    List<ComparedPrompt> prompts(List<RankedOutputs> rankings) {
        Collection<List<RankedOutputs>> byPrompt = rankings.stream()
                .collect(Collectors.groupingBy(RankedOutputs::prompt, LinkedHashMap::new, Collectors.toList()))
                .values();
        return byPrompt.stream().map(this::prompt).flatMap(Optional::stream).toList();
    }

    /** Rankings with an output that does not fit the context, left out so far. */
    int tooLong() {
        return tooLong;
    }

    private Optional<ComparedPrompt> prompt(List<RankedOutputs> rankings) {
        Map<String, TokenSequence> read = new LinkedHashMap<>();
        List<String> outputs = new ArrayList<>(); // those that fit, each text once
        List<KWiseLoss.Pair> pairs = new ArrayList<>();
        for (RankedOutputs ranking : rankings) {
            for (String output : ranking.outputs()) {
                read.computeIfAbsent(output, text -> encoder.answered(ranking.prompt(), text));
            }
            if (ranking.outputs().stream().anyMatch(output -> read.get(output).length() > encoder.maxPositions())) {
                tooLong++;
                continue;
            }
            ranking.outputs().stream()
                    .filter(output -> !outputs.contains(output))
                    .distinct()
                    .forEach(outputs::add);
            for (KWiseLoss.Pair pair : KWiseLoss.pairs(ranking.ranking())) {
                int winner = outputs.indexOf(ranking.outputs().get(pair.winner()));
                int loser = outputs.indexOf(ranking.outputs().get(pair.loser()));
                if (winner != loser) { // the same text twice cannot beat itself
                    pairs.add(new KWiseLoss.Pair(winner, loser));
                }
            }
        }
        return pairs.isEmpty()
                ? Optional.empty()
                : Optional.of(new ComparedPrompt(outputs.stream().map(read::get).toList(), pairs));
    }
}
