package macaw.trainer.exchange;

import java.util.Map;
import java.util.SortedMap;
import macaw.trainer.exchange.RolloutExchange.GroupProgress;
import macaw.trainer.exchange.RolloutExchange.Route;

/**
 * Where a rollout can be that was asked for and has not arrived. A service commits only what is finished and acknowledged, so
 * what it has passed is in the next topic or nowhere: when all have passed it and the trainer has read to that point, the
 * rollout is lost. No clock is asked.
 */
sealed interface Whereabouts {

    /** A generator has it, or will. */
    record AtGenerator() implements Whereabouts {}

    /** A generator is done with it; a reward service has it, or will, below that offset of rollouts. */
    record AtReward(long below) implements Whereabouts {}

    /** A reward service is done with it; it is in scored-rollouts below that offset. */
    record Scored(long below) implements Whereabouts {}

    /** It will not arrive. */
    record Lost() implements Whereabouts {}

    /**
     * What is known after an observation.
     *
     * @param read by partition of scored-rollouts, the offset that is read next
     */
    default Whereabouts after(GroupProgress progress, Route route, SortedMap<Integer, Long> read) {
        if (!route.topics().equals(progress.topics())) {
            return new Lost();
        }
        return switch (this) {
            case AtGenerator() ->
                at(progress.generators(), route.promptPartition()) > route.promptOffset()
                        ? new AtReward(at(progress.rolloutsEnd(), route.rolloutsPartition()))
                                .after(progress, route, read)
                        : this;
            case AtReward(long below) ->
                at(progress.rewards(), route.rolloutsPartition()) >= below
                        ? new Scored(at(progress.scoredEnd(), route.scoredPartition())).after(progress, route, read)
                        : this;
            case Scored(long below) -> at(read, route.scoredPartition()) >= below ? new Lost() : this;
            case Lost() -> this;
        };
    }

    private static long at(Map<Integer, Long> offsets, int partition) {
        return offsets.getOrDefault(partition, 0L);
    }
}
