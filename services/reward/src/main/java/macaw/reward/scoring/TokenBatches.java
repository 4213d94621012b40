package macaw.reward.scoring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.Function;

/**
 * Which of the waiting sequences share the next batch. The first in the queue is always in. Further ones join while the tokens stay within the bound,
 * those first that begin with the most tokens like it, in their order otherwise: outputs of one prompt are scored together, and what they have in
 * common costs once.
 */
final class TokenBatches {
    private TokenBatches() {}

    /** A waiting one, and how many tokens it begins with like the first. */
    private record Candidate<J>(J job, int shared, int own) {}

    /**
     * Takes the next batch out of the queue; empty when nothing waits.
     *
     * @param tokens of a sequence
     * @param maxTokens bound of the batch's tokens, those that are shared with the first counted once
     */
    static <J> List<J> take(Queue<J> waiting, Function<J, int[]> tokens, int maxTokens) {
        J first = waiting.poll();
        if (first == null) {
            return List.of();
        }
        int[] model = tokens.apply(first);
        List<Candidate<J>> candidates = waiting.stream()
                .map(job -> candidate(job, model, tokens.apply(job)))
                .sorted(Comparator.comparingInt(candidate -> -candidate.shared()))
                .toList();
        Set<J> taken = Collections.newSetFromMap(new IdentityHashMap<>());
        var batch = new ArrayList<J>();
        batch.add(first);
        long sum = model.length;
        for (Candidate<J> candidate : candidates) {
            if (sum + candidate.own() <= maxTokens) {
                sum += candidate.own();
                batch.add(candidate.job());
                taken.add(candidate.job());
            }
        }
        waiting.removeIf(taken::contains);
        return batch;
    }

    private static <J> Candidate<J> candidate(J job, int[] first, int[] sequence) {
        int mismatch = Arrays.mismatch(first, sequence);
        int shared = mismatch < 0 ? sequence.length : mismatch;
        return new Candidate<>(job, shared, sequence.length - shared);
    }
}
