package macaw.trainer.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import macaw.chassis.kafka.KafkaConnection;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.topics.Topics;
import macaw.trainer.checkpoints.TopicPositions;
import macaw.trainer.exchange.RolloutExchange.GroupProgress;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** How far the topics of rollouts are, and the groups that read them. Errors: BROKER_UNAVAILABLE. */
final class TopicProgress implements AutoCloseable {
    private final Admin admin;
    private final Duration bound;
    private final String prompts;
    private final String rollouts;
    private final String scored;
    private final String generators;
    private final String rewards;
    private Map<String, TopicDescription> described = Map.of();

    TopicProgress(KafkaConnection connection, Topics topics, Duration bound) {
        this.admin = Admin.create(connection.admin("trainer-progress", (int) bound.toMillis()));
        this.bound = bound;
        this.prompts = topics.fullName("prompts");
        this.rollouts = topics.fullName("rollouts");
        this.scored = topics.fullName("scored-rollouts");
        this.generators = topics.group("prompts");
        this.rewards = topics.group("rollouts");
    }

    /** Partitions by topic. */
    Map<String, Integer> partitions() {
        return current().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        topic -> topic.getValue().partitions().size()));
    }

    /** Changes when one of the topics is deleted and made again. */
    String identity() {
        return current().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(topic -> topic.getValue().topicId().toString())
                .collect(Collectors.joining(" "));
    }

    private Map<String, TopicDescription> current() {
        if (described.isEmpty()) {
            describe();
        }
        return described;
    }

    private void describe() {
        described =
                answer(admin.describeTopics(List.of(prompts, rollouts, scored)).allTopicNames());
    }

    private TopicDescription description(String topic) {
        return Objects.requireNonNull(current().get(topic), topic);
    }

    TopicPositions beginning(String topic) {
        describe();
        return positions(topic, OffsetSpec.earliest());
    }

    TopicPositions end(String topic) {
        describe();
        return positions(topic, OffsetSpec.latest());
    }

    private TopicPositions positions(String topic, OffsetSpec spec) {
        return new TopicPositions(description(topic).topicId().toString(), new TreeMap<>(offsets(topic, spec)));
    }

    /** In the order that {@link GroupProgress} promises. */
    GroupProgress observe() {
        describe();
        Map<Integer, Long> generated = committed(generators, prompts);
        Map<Integer, Long> rolloutsEnd = offsets(rollouts, OffsetSpec.latest());
        Map<Integer, Long> rewarded = committed(rewards, rollouts);
        Map<Integer, Long> scoredEnd = offsets(scored, OffsetSpec.latest());
        return new GroupProgress(identity(), generated, rolloutsEnd, rewarded, scoredEnd);
    }

    private Map<Integer, Long> committed(String group, String topic) {
        Map<Integer, Long> offsets = new HashMap<>();
        answer(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                .forEach((partition, offset) -> {
                    if (partition.topic().equals(topic) && offset != null) {
                        offsets.put(partition.partition(), offset.offset());
                    }
                });
        return offsets;
    }

    private Map<Integer, Long> offsets(String topic, OffsetSpec spec) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        description(topic)
                .partitions()
                .forEach(partition -> wanted.put(new TopicPartition(topic, partition.partition()), spec));
        Map<Integer, Long> offsets = new HashMap<>();
        answer(admin.listOffsets(wanted).all())
                .forEach((partition, offset) -> offsets.put(partition.partition(), offset.offset()));
        return offsets;
    }

    private <T> T answer(KafkaFuture<T> future) {
        try {
            return future.get(bound.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw KafkaRolloutExchange.unavailable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CodedException(ErrorCode.DRAINING, "the trainer is shutting down", e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
