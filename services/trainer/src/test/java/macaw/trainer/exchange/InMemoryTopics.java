package macaw.trainer.exchange;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import macaw.chassis.tracing.TraceContext;
import macaw.records.Prompt;
import macaw.records.ScoredRollout;
import macaw.trainer.checkpoints.TopicPositions;

/**
 * Topics as logs in memory, between a trainer and services that answer at once. The logs outlive the exchanges that are opened on
 * them, as a broker outlives a trainer.
 */
public final class InMemoryTopics {
    private static final int PARTITIONS = 2;

    private final Function<Prompt, List<ScoredRollout>> services;
    private final Map<Integer, List<ScoredRollout>> scored = new HashMap<>();
    private final List<Prompt> prompts = new ArrayList<>();

    /**
     * Empty topics.
     *
     * @param services what generator and reward service make of a prompt; nothing for one that they lose
     */
    public InMemoryTopics(Function<Prompt, List<ScoredRollout>> services) {
        this.services = services;
        IntStream.range(0, PARTITIONS).forEach(partition -> scored.put(partition, new ArrayList<>()));
    }

    /** Every prompt that was ever asked. */
    public List<Prompt> asked() {
        return List.copyOf(prompts);
    }

    /** Opens an exchange, as a trainer does that starts. */
    public RolloutExchange open() {
        return new Open();
    }

    private static int partition(Prompt prompt) {
        return Math.floorMod(prompt.rolloutId().hashCode(), PARTITIONS);
    }

    private final class Open implements RolloutExchange {
        private final SortedMap<Integer, Long> read = new TreeMap<>();

        @Override
        public TopicPositions beginning() {
            SortedMap<Integer, Long> offsets = new TreeMap<>();
            scored.keySet().forEach(partition -> offsets.put(partition, 0L));
            return new TopicPositions("scored", offsets);
        }

        @Override
        public TopicPositions end() {
            SortedMap<Integer, Long> offsets = new TreeMap<>();
            scored.forEach((partition, log) -> offsets.put(partition, (long) log.size()));
            return new TopicPositions("scored", offsets);
        }

        @Override
        public void seek(TopicPositions from) {
            read.clear();
            read.putAll(from.offsets());
        }

        @Override
        public Poll poll(Duration wait) {
            List<Arrival> arrivals = new ArrayList<>();
            scored.forEach((partition, log) -> {
                for (long offset = read.get(partition); offset < log.size(); offset++) {
                    arrivals.add(new Arrival(partition, offset, log.get((int) offset), TraceContext.NONE));
                }
                read.put(partition, (long) log.size());
            });
            return new Poll(arrivals, new TreeMap<>(read));
        }

        @Override
        public List<Route> ask(List<Prompt> asked) {
            List<Route> routes = new ArrayList<>();
            for (Prompt prompt : asked) {
                routes.add(new Route("topics", 0, prompts.size(), 0, partition(prompt)));
                prompts.add(prompt);
                scored.get(partition(prompt)).addAll(services.apply(prompt));
            }
            return routes;
        }

        @Override
        public GroupProgress progress() {
            return new GroupProgress(
                    "topics", Map.of(0, (long) prompts.size()), Map.of(0, 0L), Map.of(0, 0L), end().offsets());
        }

        @Override
        public void close() {}
    }
}
