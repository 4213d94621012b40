package macaw.topics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What one topic of a broker has otherwise than the list. */
final class Comparison {
    /** Kafka's word for what the list calls no limit. */
    private static final long UNLIMITED = -1;

    private final String name;
    private final Topic wanted;
    private final List<TopicDifference> differences = new ArrayList<>();

    private Comparison(String name, Topic wanted) {
        this.name = name;
        this.wanted = wanted;
    }

    /** Errors first. */
    static List<TopicDifference> of(String name, Topic wanted, SeenTopic seen, Set<TopicRight> needed) {
        Comparison comparison = new Comparison(name, wanted);
        switch (seen) {
            case SeenTopic.Absent() -> comparison.differences.add(new TopicDifference.Missing(name));
            case SeenTopic.Hidden() ->
                comparison.differences.add(new TopicDifference.Denied(name, TopicRight.DESCRIBE));
            case SeenTopic.Present present -> comparison.compare(present, needed);
        }
        return List.copyOf(comparison.differences);
    }

    private void compare(SeenTopic.Present seen, Set<TopicRight> needed) {
        for (TopicRight right : new TreeSet<>(needed)) {
            if (!seen.rights().contains(right)) {
                differences.add(new TopicDifference.Denied(name, right));
            }
        }
        different("partitions", seen.partitions(), wanted.partitions(), seen.partitions() < wanted.partitions());
        different("replication", seen.replication(), wanted.replication(), false);
        seen.settings()
                .ifPresentOrElse(
                        settings -> settings(settings, seen.replication()),
                        () -> differences.add(new TopicDifference.Denied(name, TopicRight.DESCRIBE_CONFIGS)));
    }

    private void settings(Map<String, String> has, int replicas) {
        Map<String, String> wants = wanted.settings(replicas);
        String policy = has.getOrDefault(Topic.CLEANUP, "");
        if (!policy.equals(wanted.cleanup())) {
            // Deleting a compacted topic's old records, or compacting away records that share a key, loses them.
            differences.add(new TopicDifference.Setting(name, Topic.CLEANUP, policy, wanted.cleanup(), true));
        }
        wanted.retention().ifPresent(kept -> {
            long retention = number(has, Topic.RETENTION);
            boolean shorter = retention != UNLIMITED && retention < kept.toMillis();
            different(Topic.RETENTION, retention, kept.toMillis(), shorter);
        });
        long largest = number(has, Topic.MAX_MESSAGE);
        different(Topic.MAX_MESSAGE, largest, wanted.maxMessageBytes(), largest < wanted.maxMessageBytes());
        long insync = number(has, Topic.MIN_INSYNC);
        long wantedInsync = Long.parseLong(wants.getOrDefault(Topic.MIN_INSYNC, "1"));
        // More than there are replicas: nothing can be written.
        different(Topic.MIN_INSYNC, insync, wantedInsync, insync > replicas);
    }

    private void different(String setting, long has, long wants, boolean error) {
        if (has != wants) {
            differences.add(
                    new TopicDifference.Setting(name, setting, Long.toString(has), Long.toString(wants), error));
        }
    }

    private static long number(Map<String, String> settings, String name) {
        return Long.parseLong(settings.getOrDefault(name, "0"));
    }
}
