package macaw.topics.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.topics.SeenTopic;
import macaw.topics.Topic;
import macaw.topics.TopicRight;
import macaw.topics.Topics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** The topics of a broker. */
public final class BrokerTopics {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Admin admin;
    private final Duration patience;

    /**
     * @param admin stays the caller's
     * @param patience longest wait for an answer
     */
    public BrokerTopics(Admin admin, Duration patience) {
        this.admin = admin;
        this.patience = patience;
    }

    /** What is said of each of these full names. Errors: BROKER_UNAVAILABLE, with Kafka's exception as its cause. */
    public Map<String, SeenTopic> look(Collection<String> names) throws InterruptedException {
        if (names.isEmpty()) {
            // the admin client asks nobody about nothing
            requireAnswer();
            return Map.of();
        }
        var described = admin.describeTopics(names, new DescribeTopicsOptions().includeAuthorizedOperations(true))
                .topicNameValues();
        var configs = admin.describeConfigs(
                        names.stream().map(BrokerTopics::resource).toList())
                .values();
        Map<String, SeenTopic> seen = new HashMap<>();
        for (var each : described.entrySet()) {
            seen.put(each.getKey(), seen(each.getValue(), configs.get(resource(each.getKey()))));
        }
        return seen;
    }

    private void requireAnswer() throws InterruptedException {
        try {
            get(admin.describeCluster().clusterId());
        } catch (ExecutionException e) {
            throw unavailable(e);
        }
    }

    private SeenTopic seen(KafkaFuture<TopicDescription> described, @Nullable KafkaFuture<Config> configured)
            throws InterruptedException {
        try {
            TopicDescription topic = get(described);
            int replication = topic.partitions().stream()
                    .mapToInt(partition -> partition.replicas().size())
                    .min()
                    .orElse(0);
            return new SeenTopic.Present(
                    topic.partitions().size(), replication, settings(configured), rights(topic.authorizedOperations()));
        } catch (ExecutionException e) {
            return switch (e.getCause()) {
                case UnknownTopicOrPartitionException absent -> new SeenTopic.Absent();
                case AuthorizationException denied -> new SeenTopic.Hidden();
                case null, default -> throw unavailable(e);
            };
        }
    }

    private Optional<Map<String, String>> settings(@Nullable KafkaFuture<Config> configured)
            throws InterruptedException {
        if (configured == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(get(configured).entries().stream()
                    .filter(entry -> entry.value() != null)
                    .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value)));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                return Optional.empty();
            }
            throw unavailable(e);
        }
    }

    private static Set<TopicRight> rights(@Nullable Set<AclOperation> allowed) {
        Set<TopicRight> rights = EnumSet.noneOf(TopicRight.class);
        for (TopicRight right : TopicRight.values()) {
            // A broker that is too old to say it refuses later.
            if (allowed == null || allowed.contains(AclOperation.valueOf(right.name()))) {
                rights.add(right);
            }
        }
        return rights;
    }

    /**
     * Makes those topics of the list that are missing, and returns once each of their partitions can be written. What is there stays as it is.
     *
     * @param replicas of each partition; empty takes the list's
     * @return full names of what was made. Errors: BROKER_UNAVAILABLE; SETTINGS_INVALID when there are fewer brokers than replicas
     */
    public List<String> createMissing(Topics topics, Optional<Integer> replicas) throws InterruptedException {
        Map<String, Topic> wanted = topics.byFullName();
        Map<String, SeenTopic> seen = look(wanted.keySet());
        List<NewTopic> missing = wanted.entrySet().stream()
                .filter(each -> seen.get(each.getKey()) instanceof SeenTopic.Absent)
                .map(each -> newTopic(each.getKey(), each.getValue(), replicas))
                .toList();
        for (var made : admin.createTopics(missing).values().entrySet()) {
            try {
                get(made.getValue());
            } catch (ExecutionException e) {
                switch (e.getCause()) {
                    // Somebody was faster, which is as good.
                    case TopicExistsException there -> {}
                    case InvalidReplicationFactorException few ->
                        throw new CodedException(
                                ErrorCode.SETTINGS_INVALID,
                                made.getKey() + " cannot be made: " + few.getMessage()
                                        + "; --replication asks for fewer replicas",
                                few);
                    case null, default -> throw unavailable(e);
                }
            }
        }
        List<String> made = missing.stream().map(NewTopic::name).toList();
        awaitLeaders(missing);
        return made;
    }

    private static NewTopic newTopic(String name, Topic topic, Optional<Integer> replicas) {
        int copies = replicas.orElse(topic.replication());
        return new NewTopic(name, topic.partitions(), (short) copies).configs(topic.settings(copies));
    }

    /** A topic is made before each partition has its leader; offsets are not told before. */
    private void awaitLeaders(List<NewTopic> made) throws InterruptedException {
        Map<TopicPartition, OffsetSpec> ends = made.stream()
                .flatMap(BrokerTopics::partitions)
                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        long giveUp = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                get(admin.listOffsets(ends).all());
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof RetriableException) || System.nanoTime() > giveUp) {
                    throw unavailable(e);
                }
                Thread.sleep(PAUSE);
            }
        }
    }

    private static Stream<TopicPartition> partitions(NewTopic topic) {
        return IntStream.range(0, topic.numPartitions())
                .mapToObj(partition -> new TopicPartition(topic.name(), partition));
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    private <T> T get(KafkaFuture<T> answer) throws ExecutionException, InterruptedException {
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new CodedException(
                    ErrorCode.BROKER_UNAVAILABLE, "no answer within " + patience.toSeconds() + " s", e);
        }
    }

    private static CodedException unavailable(ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return new CodedException(ErrorCode.BROKER_UNAVAILABLE, String.valueOf(cause.getMessage()), cause);
    }
}
