package macaw.cli.rollouts;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import macaw.localstack.StackException;
import macaw.topics.Topics;
import macaw.v1.Prompt;
import macaw.v1.Rollout;
import macaw.v1.Run;
import macaw.v1.RunState;
import macaw.v1.ScoredRollout;
import macaw.v1.VersionPublished;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Looks a rollout up in the topics. Its id is a key, so of each topic one partition is read, and of that only the time in which its run was
 * there, as far as topic runs tells it.
 */
public final class RolloutTopics implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** Clocks of services differ, and a run's last answers come in after it has ended. */
    private static final Duration MARGIN = Duration.ofMinutes(10);

    private static final int TRACE_ID_BEGINS = 3;
    private static final int TRACE_ID_ENDS = 35;

    private final Map<String, Object> settings;
    private final Topics topics;
    private final Consumer<String, byte[]> consumer;

    private record Span(Instant from, Instant to) {}

    private interface Parser<T> {
        T parse(byte[] bytes) throws InvalidProtocolBufferException;
    }

    /**
     * @param settings of a Kafka client that reaches the broker
     */
    public RolloutTopics(Map<String, Object> settings, Topics topics) {
        this.settings = Map.copyOf(settings);
        this.topics = topics;
        Map<String, Object> reading = new HashMap<>(settings);
        reading.put("enable.auto.commit", false);
        reading.put("max.poll.records", 5000);
        try {
            this.consumer = new KafkaConsumer<>(reading, new StringDeserializer(), new ByteArrayDeserializer());
        } catch (KafkaException e) {
            throw away(e);
        }
    }

    /** What there is of it. */
    public Found find(RolloutId id) {
        try {
            Optional<Seen<Run>> run = last(read("runs", 0, ever(), id.run()::equals, Run::parseFrom));
            Span span = run.map(seen -> span(seen.value())).orElse(ever());
            List<Seen<Prompt>> prompts = ofKey("prompts", span, id, Prompt::parseFrom);
            Span since = prompts.isEmpty()
                    ? span
                    : new Span(prompts.getFirst().at().minus(1, ChronoUnit.SECONDS), span.to());
            return new Found(
                    prompts,
                    ofKey("rollouts", since, id, Rollout::parseFrom),
                    ofKey("scored-rollouts", since, id, ScoredRollout::parseFrom),
                    letters(id, since),
                    run,
                    version(id),
                    committed("prompts", id),
                    committed("rollouts", id));
        } catch (KafkaException e) {
            throw away(e);
        }
    }

    private static Span ever() {
        return new Span(Instant.EPOCH, Instant.MAX);
    }

    private static Span span(Run run) {
        Instant from = Instant.EPOCH.plus(run.getCreatedAtMicros(), ChronoUnit.MICROS);
        Instant to = Instant.EPOCH.plus(run.getUpdatedAtMicros(), ChronoUnit.MICROS);
        // A cancelled run does not come back; one that failed or is finished does not either.
        boolean ended = run.getState() == RunState.RUN_STATE_FINISHED
                || run.getState() == RunState.RUN_STATE_FAILED
                || run.getState() == RunState.RUN_STATE_CANCELLED;
        return new Span(from.minus(MARGIN), ended ? to.plus(MARGIN) : Instant.MAX);
    }

    private Optional<Seen<VersionPublished>> version(RolloutId id) {
        return read("policy-versions", 0, ever(), key -> true, VersionPublished::parseFrom).stream()
                .filter(seen ->
                        seen.value().getRunId().equals(id.run()) && seen.value().getIteration() == id.iteration() + 1)
                .findFirst();
    }

    private <T> List<Seen<T>> ofKey(String topic, Span span, RolloutId id, Parser<T> parser) {
        return read(topic, partition(topic, id), span, id.text()::equals, parser);
    }

    private List<Seen<String>> letters(RolloutId id, Span span) {
        List<Seen<String>> letters = new ArrayList<>();
        for (var record : records("dead-letter", 0, span)) {
            if (id.text().equals(record.key())) {
                String origin = header(record, "macaw-origin-topic") + " " + header(record, "macaw-origin-partition")
                        + "@" + header(record, "macaw-origin-offset");
                letters.add(seen(
                        "dead-letter",
                        record,
                        header(record, "macaw-error-code") + ", " + header(record, "macaw-error-message") + " (from "
                                + origin + ")"));
            }
        }
        return letters;
    }

    private <T> List<Seen<T>> read(
            String topic, int partition, Span span, Function<String, Boolean> wanted, Parser<T> parser) {
        List<Seen<T>> found = new ArrayList<>();
        for (var record : records(topic, partition, span)) {
            if (record.key() == null || !wanted.apply(record.key()) || record.value() == null) {
                continue;
            }
            try {
                found.add(seen(topic, record, parser.parse(record.value())));
            } catch (InvalidProtocolBufferException unreadable) {
                // Who reads it as a service sends it to dead-letter, where it is found.
            }
        }
        return found;
    }

    private List<ConsumerRecord<String, byte[]>> records(String topic, int number, Span span) {
        var partition = new TopicPartition(topics.fullName(topic), number);
        List<TopicPartition> only = List.of(partition);
        long end = consumer.endOffsets(only, PATIENCE).getOrDefault(partition, 0L);
        long begin = consumer.beginningOffsets(only, PATIENCE).getOrDefault(partition, 0L);
        long from = span.from().equals(Instant.EPOCH) ? begin : Math.max(begin, offset(partition, span.from(), end));
        long to = span.to().equals(Instant.MAX) ? end : offset(partition, span.to(), end);
        consumer.assign(only);
        consumer.seek(partition, from);
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        while (consumer.position(partition, PATIENCE) < to) {
            consumer.poll(PATIENCE).forEach(records::add);
        }
        return records;
    }

    private long offset(TopicPartition partition, Instant at, long end) {
        OffsetAndTimestamp first = consumer.offsetsForTimes(Map.of(partition, at.toEpochMilli()), PATIENCE)
                .get(partition);
        return first == null ? end : first.offset();
    }

    /** Where every Kafka client puts a record with that key. */
    private int partition(String topic, RolloutId id) {
        int partitions =
                consumer.partitionsFor(topics.fullName(topic), PATIENCE).size();
        return BuiltInPartitioner.partitionForKey(id.text().getBytes(StandardCharsets.UTF_8), partitions);
    }

    private OptionalLong committed(String topic, RolloutId id) {
        var partition = new TopicPartition(topics.fullName(topic), partition(topic, id));
        try (Admin admin = Admin.create(settings)) {
            @Nullable
            OffsetAndMetadata committed = admin.listConsumerGroupOffsets(topics.group(topic))
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(partition);
            return committed == null ? OptionalLong.empty() : OptionalLong.of(committed.offset());
        } catch (ExecutionException e) {
            throw away(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted while the topics are read", e);
        }
    }

    private static <T> Seen<T> seen(String topic, ConsumerRecord<String, byte[]> record, T value) {
        String parent = header(record, "traceparent");
        String trace = parent.length() > TRACE_ID_ENDS ? parent.substring(TRACE_ID_BEGINS, TRACE_ID_ENDS) : "";
        return new Seen<>(
                topic, record.partition(), record.offset(), Instant.ofEpochMilli(record.timestamp()), trace, value);
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static <T> Optional<T> last(List<T> all) {
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }

    private static StackException away(Exception e) {
        return new StackException(
                "the broker does not answer: " + e.getMessage() + "; `macaw status` says what is up", e);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
