package macaw.trainer.exchange;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import macaw.chassis.tracing.TraceContext;
import macaw.records.Prompt;
import macaw.records.ScoredRollout;
import macaw.trainer.checkpoints.TopicPositions;

/**
 * The topics as one run sees them. Every method throws BROKER_UNAVAILABLE when the broker does not answer; the same call
 * succeeds later. Used from one thread.
 */
public interface RolloutExchange extends AutoCloseable {

    /**
     * Where a prompt went, and where what becomes of it will be: one key goes to one partition of each topic.
     *
     * @param topics identity of the topics; another one means that they were deleted and made again
     */
    record Route(String topics, int promptPartition, long promptOffset, int rolloutsPartition, int scoredPartition) {}

    /**
     * How far the services are, by partition. Observed in the order of the components, so that a later one includes all that an
     * earlier one let through.
     *
     * @param topics identity of the topics, as in a {@link Route}
     * @param generators the generators' committed offsets in prompts
     * @param rolloutsEnd end offsets of rollouts
     * @param rewards the reward services' committed offsets in rollouts
     * @param scoredEnd end offsets of scored-rollouts
     */
    record GroupProgress(
            String topics,
            Map<Integer, Long> generators,
            Map<Integer, Long> rolloutsEnd,
            Map<Integer, Long> rewards,
            Map<Integer, Long> scoredEnd) {}

    /**
     * A record of scored-rollouts.
     *
     * @param trace the span that wrote it; NONE where it was not traced
     */
    record Arrival(int partition, long offset, ScoredRollout rollout, TraceContext trace) {}

    /**
     * What one poll brought.
     *
     * @param read by partition, the offset that is read next
     */
    record Poll(List<Arrival> arrivals, SortedMap<Integer, Long> read) {}

    /** Where scored-rollouts begins now; earlier records are past retention. */
    TopicPositions beginning();

    /** Where scored-rollouts ends now. */
    TopicPositions end();

    /** Reads on from there. */
    void seek(TopicPositions from);

    /** What came, waiting at most so long for something. */
    Poll poll(Duration wait);

    /** Writes prompts; they are durable when it returns. The routes are in the prompts' order. */
    List<Route> ask(List<Prompt> prompts);

    /** How far the services are. */
    GroupProgress progress();

    @Override
    void close();
}
