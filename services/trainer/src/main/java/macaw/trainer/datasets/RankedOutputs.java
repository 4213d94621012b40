package macaw.trainer.datasets;

import java.util.List;
import java.util.stream.IntStream;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/**
 * One labeler's ranking of the outputs of one prompt.
 *
 * @param outputs K answers, K ≥ 2
 * @param ranking indices into {@code outputs}, best group first; outputs of one group are tied; every output exactly once
 * @param labeler pseudonym of who ranked, empty where unknown
 */
public record RankedOutputs(
        Conversation prompt, List<String> outputs, List<List<Integer>> ranking, String labeler, Split split) {
    public RankedOutputs {
        outputs = List.copyOf(outputs);
        ranking = ranking.stream().map(List::copyOf).toList();
        if (outputs.size() < 2) {
            throw new CodedException(
                    ErrorCode.K_OUT_OF_RANGE, "a ranking needs at least 2 outputs, had " + outputs.size());
        }
        int[] seen = new int[outputs.size()];
        for (List<Integer> group : ranking) {
            for (int output : group) {
                if (output < 0 || output >= seen.length) {
                    throw new CodedException(
                            ErrorCode.OUTPUT_UNKNOWN,
                            "a ranking of " + seen.length + " outputs names output " + output);
                }
                if (seen[output]++ > 0) {
                    throw new CodedException(
                            ErrorCode.RANKING_DUPLICATE, "a ranking names output " + output + " twice");
                }
            }
        }
        IntStream.range(0, seen.length).filter(i -> seen[i] == 0).findFirst().ifPresent(missing -> {
            throw new CodedException(ErrorCode.RANKING_INCOMPLETE, "a ranking leaves output " + missing + " out");
        });
    }

    /** A ranking of the answers to one question. */
    public RankedOutputs(
            String prompt, List<String> outputs, List<List<Integer>> ranking, String labeler, Split split) {
        this(Conversation.of(prompt), outputs, ranking, labeler, split);
    }
}
