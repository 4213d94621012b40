package macaw.bench.learn;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import macaw.records.TokenIds;
import macaw.trainer.reward.ClusteredShare;
import macaw.trainer.reward.ClusteredShare.Cluster;
import macaw.trainer.reward.ComparedPrompt;

/**
 * How often several judges order held-out pairs as people did, over all seeds. A prompt is one draw, also where more than one seed held it out, and two
 * judges are compared on the same pairs. What another training from other draws would have come to is in it as far as the seeds show it, and in no
 * interval.
 */
final class Agreement {
    /** A prompt is known by the tokens of its outputs, which begin with its own. */
    private final Map<String, SequencedMap<List<TokenIds>, Cluster>> judges = new LinkedHashMap<>();

    /**
     * Another seed's prompts and the scores that a judge gives the outputs of each.
     *
     * @return the judge's share of this seed's pairs alone
     */
    ClusteredShare add(String judge, List<ComparedPrompt> prompts, List<float[]> scores) {
        if (prompts.size() != scores.size()) {
            throw new IllegalArgumentException(scores.size() + " scored prompts of " + prompts.size());
        }
        List<Cluster> judged = IntStream.range(0, prompts.size())
                .mapToObj(p -> prompts.get(p).judged(scores.get(p)))
                .toList();
        var known = judges.computeIfAbsent(judge, fresh -> new LinkedHashMap<>());
        for (int p = 0; p < prompts.size(); p++) {
            known.merge(key(prompts.get(p)), judged.get(p), Cluster::and);
        }
        return ClusteredShare.of(judged);
    }

    private static List<TokenIds> key(ComparedPrompt prompt) {
        return prompt.outputs().stream()
                .map(output -> TokenIds.of(output.tokens()))
                .toList();
    }

    /** A judge's share of all pairs. */
    ClusteredShare of(String judge) {
        return ClusteredShare.of(clusters(judge).values());
    }

    /** How much more of all pairs one judge orders as people did than the other. */
    ClusteredShare difference(String judge, String other) {
        Map<List<TokenIds>, Cluster> others = clusters(other);
        return ClusteredShare.of(clusters(judge).entrySet().stream()
                .map(entry -> {
                    Cluster compared = others.get(entry.getKey());
                    if (compared == null || compared.pairs() != entry.getValue().pairs()) {
                        throw new IllegalStateException(judge + " and " + other + " judged different pairs");
                    }
                    return new Cluster(entry.getValue().credit() - compared.credit(), compared.pairs());
                })
                .toList());
    }

    /** Prompts that were held out at least once. */
    int prompts(String judge) {
        return clusters(judge).size();
    }

    /** Who was added, in that order. */
    List<String> judges() {
        return List.copyOf(judges.keySet());
    }

    private SequencedMap<List<TokenIds>, Cluster> clusters(String judge) {
        var clusters = judges.get(judge);
        if (clusters == null) {
            throw new IllegalArgumentException(judge + " judged nothing");
        }
        return clusters;
    }
}
