package macaw.topics;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One entry of {@code topics.yaml}.
 *
 * @param name without prefix and namespace, e.g. "prompts"
 * @param key what a record's key is, for a person
 * @param message the protobuf message in it, {@code macaw.v1.…}, or "bytes"
 * @param partitions how many
 * @param replication copies in production
 * @param minInsyncReplicas of them, how many have to have a record before it is acknowledged
 * @param cleanup Kafka's cleanup.policy: "delete" or "compact"
 * @param retention how long a record is kept, where the policy is delete
 * @param maxMessageBytes the largest batch of records
 * @param writers services that write it
 * @param readers services that poll it
 * @param group short name of its readers' consumer group, where they share one
 */
public record Topic(
        String name,
        String key,
        String message,
        int partitions,
        int replication,
        int minInsyncReplicas,
        String cleanup,
        Optional<Duration> retention,
        int maxMessageBytes,
        List<String> writers,
        List<String> readers,
        Optional<String> group) {
    static final String CLEANUP = "cleanup.policy";
    static final String RETENTION = "retention.ms";
    static final String MAX_MESSAGE = "max.message.bytes";
    static final String MIN_INSYNC = "min.insync.replicas";

    /** Copies its lists. */
    public Topic {
        writers = List.copyOf(writers);
        readers = List.copyOf(readers);
    }

    /** Kafka's settings of the topic where each partition has so many replicas; fewer than the list wants lower min.insync.replicas too. */
    public Map<String, String> settings(int replicas) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(CLEANUP, cleanup);
        retention.ifPresent(kept -> settings.put(RETENTION, Long.toString(kept.toMillis())));
        settings.put(MAX_MESSAGE, Integer.toString(maxMessageBytes));
        int spare = replication - minInsyncReplicas;
        settings.put(MIN_INSYNC, Integer.toString(Math.clamp(replicas - spare, 1, minInsyncReplicas)));
        return settings;
    }
}
