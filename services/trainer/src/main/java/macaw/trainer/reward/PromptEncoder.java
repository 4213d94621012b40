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
    private int alike;

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

    /** Prompts whose rankings only tell apart what is the same text, left out so far. */
    int alike() {
        return alike;
    }

    private Optional<ComparedPrompt> prompt(List<RankedOutputs> rankings) {
        List<String> texts = new ArrayList<>(); // of the outputs, each once
        List<TokenSequence> outputs = new ArrayList<>();
        List<KWiseLoss.Pair> pairs = new ArrayList<>();
        int tooLongBefore = tooLong;
        for (RankedOutputs ranking : rankings) {
            Map<String, TokenSequence> fresh = new LinkedHashMap<>();
            for (String text : ranking.outputs()) {
                if (!texts.contains(text)) {
                    fresh.put(text, encoder.answered(ranking.prompt(), text));
                }
            }
            if (fresh.values().stream().anyMatch(output -> output.length() > encoder.maxPositions())) {
                tooLong++;
                continue;
            }
            texts.addAll(fresh.keySet());
            outputs.addAll(fresh.values());
            for (KWiseLoss.Pair pair : KWiseLoss.pairs(ranking.ranking())) {
                int winner = texts.indexOf(ranking.outputs().get(pair.winner()));
                int loser = texts.indexOf(ranking.outputs().get(pair.loser()));
                if (winner != loser) { // the same text twice cannot beat itself
                    pairs.add(new KWiseLoss.Pair(winner, loser));
                }
            }
        }
        if (pairs.isEmpty()) {
            alike += tooLong == tooLongBefore ? 1 : 0; // else it is counted there
            return Optional.empty();
        }
        return Optional.of(new ComparedPrompt(outputs, pairs));
    }
}
