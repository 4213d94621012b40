package macaw.labeling.ranking;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/**
 * All outputs of a task in order. There is no default order: what a labeler did not place is not in it, and then it is not complete.
 *
 * @param groups best first; outputs of one group are tied; no group is empty and no output is in two places (RANKING_DUPLICATE)
 */
public record Ranking(List<List<UUID>> groups) {
    public Ranking {
        // a tie has no order: equal rankings are equal values
        groups = groups.stream().map(group -> group.stream().sorted().toList()).toList();
        Set<UUID> placed = new HashSet<>();
        for (List<UUID> group : groups) {
            require(!group.isEmpty(), ErrorCode.REQUEST_INVALID, "a group of the ranking is empty");
            for (UUID output : group) {
                require(
                        placed.add(output),
                        ErrorCode.RANKING_DUPLICATE,
                        "the ranking names output " + output + " twice");
            }
        }
    }

    /** Refuses a ranking that names an output the task does not have (OUTPUT_UNKNOWN) or leaves one out (RANKING_INCOMPLETE). */
    public void checkCovers(Set<UUID> outputs) {
        Set<UUID> placed = new HashSet<>();
        groups.forEach(placed::addAll);
        for (UUID output : placed) {
            require(
                    outputs.contains(output),
                    ErrorCode.OUTPUT_UNKNOWN,
                    "the ranking names output " + output + ", which the task does not have");
        }
        for (UUID output : outputs) {
            require(
                    placed.contains(output),
                    ErrorCode.RANKING_INCOMPLETE,
                    "the ranking leaves output " + output + " out");
        }
    }

    /** The output's group, from 0 for the best. */
    public int rankOf(UUID output) {
        for (int rank = 0; rank < groups.size(); rank++) {
            if (groups.get(rank).contains(output)) {
                return rank;
            }
        }
        throw new IllegalArgumentException("output " + output + " is not ranked");
    }

    private static void require(boolean holds, ErrorCode code, String message) {
        if (!holds) {
            throw new CodedException(code, message);
        }
    }
}
