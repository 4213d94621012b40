package macaw.trainer.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import macaw.chassis.kafka.AckedProducer;
import macaw.chassis.kafka.AckedProducer.Written;
import macaw.chassis.kafka.DeadLetters;
import macaw.chassis.kafka.KafkaConnection;
import macaw.chassis.kafka.TracedRecords;
import macaw.chassis.logs.LogContext;
import macaw.chassis.tracing.TraceContext;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.Prompt;
import macaw.records.wire.RolloutCodec;
import macaw.topics.Topics;
import macaw.trainer.checkpoints.TopicPositions;
import macaw.trainer.exchange.RolloutExchange;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Prompts through the producer of this process; scored-rollouts with partitions assigned by itself, without a group, because the
 * offsets belong to the run's checkpoint.
 */
public final class KafkaRolloutExchange implements RolloutExchange {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);

    private final AckedProducer producer;
    private final DeadLetters deadLetters;
    private final TopicProgress progress;
    private final String prompts;
    private final String rollouts;
    private final String scored;
    private final Consumer<byte[], byte[]> consumer;
    private final AckedSends sends = new AckedSends(ANSWER_WITHIN);

    private KafkaRolloutExchange(
            KafkaConnection connection, Topics topics, AckedProducer producer, DeadLetters deadLetters) {
        this.producer = producer;
        this.deadLetters = deadLetters;
        this.prompts = topics.fullName("prompts");
        this.rollouts = topics.fullName("rollouts");
        this.scored = topics.fullName("scored-rollouts");
        this.progress = new TopicProgress(connection, topics, ANSWER_WITHIN);
        this.consumer = new KafkaConsumer<>(connection.reader("trainer-exchange"));
    }

    /** Opens the exchange. Errors: BROKER_UNAVAILABLE. */
    public static KafkaRolloutExchange open(
            KafkaConnection connection, Topics topics, AckedProducer producer, DeadLetters deadLetters) {
        try {
            return new KafkaRolloutExchange(connection, topics, producer, deadLetters);
        } catch (KafkaException e) {
            throw unavailable(e);
        }
    }

    @Override
    public TopicPositions beginning() {
        return progress.beginning(scored);
    }

    @Override
    public TopicPositions end() {
        return progress.end(scored);
    }

    @Override
    public void seek(TopicPositions from) {
        try {
            List<TopicPartition> partitions = from.offsets().keySet().stream()
                    .map(partition -> new TopicPartition(scored, partition))
                    .toList();
            consumer.assign(partitions);
            partitions.forEach(
                    partition -> consumer.seek(partition, from.offsets().getOrDefault(partition.partition(), 0L)));
        } catch (KafkaException e) {
            throw unavailable(e);
        }
    }

    @Override
    public Poll poll(Duration wait) {
        try {
            List<Arrival> arrivals = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
                decode(record, arrivals);
            }
            SortedMap<Integer, Long> read = new TreeMap<>();
            for (TopicPartition partition : consumer.assignment()) {
                read.put(partition.partition(), consumer.position(partition, ANSWER_WITHIN));
            }
            return new Poll(arrivals, read);
        } catch (KafkaException e) {
            throw unavailable(e);
        }
    }

    /** Full names of the topics that it reads. */
    Set<String> reads() {
        return consumer.assignment().stream().map(TopicPartition::topic).collect(Collectors.toUnmodifiableSet());
    }

    private void decode(ConsumerRecord<byte[], byte[]> record, List<Arrival> arrivals) {
        try {
            decode(record, macaw.v1.ScoredRollout.parseFrom(record.value()), arrivals);
        } catch (Exception e) {
            deadLetters.send(
                    record, new CodedException(ErrorCode.MESSAGE_UNDECODABLE, String.valueOf(e.getMessage()), e));
        }
    }

    private void decode(ConsumerRecord<byte[], byte[]> record, macaw.v1.ScoredRollout message, List<Arrival> arrivals) {
        macaw.v1.Prompt prompt = message.getRollout().getPrompt();
        try (var lines = LogContext.rollout(prompt.getRunId(), prompt.getRolloutId())) {
            arrivals.add(new Arrival(
                    record.partition(), record.offset(), RolloutCodec.decode(message), TracedRecords.trace(record)));
        } catch (CodedException e) {
            deadLetters.send(record, e);
        }
    }

    @Override
    public List<Route> ask(List<Prompt> asked) {
        Map<String, Integer> partitions = progress.partitions();
        List<CompletableFuture<Written>> written = new ArrayList<>();
        for (Prompt prompt : asked) {
            String key = prompt.rolloutId();
            written.add(sends.begin(
                    key,
                    () -> producer.send(
                            prompts, key, RolloutCodec.encode(prompt).toByteArray(), trace(prompt))));
        }
        List<Route> routes = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            String key = asked.get(i).rolloutId();
            Written where = sends.await(key, written.get(i));
            routes.add(new Route(
                    progress.identity(),
                    where.partition(),
                    where.offset(),
                    partition(key, partitions.getOrDefault(rollouts, 1)),
                    partition(key, partitions.getOrDefault(scored, 1))));
        }
        return routes;
    }

    /** A trace a rollout, however often it is asked for. */
    private static TraceContext trace(Prompt prompt) {
        return TraceContext.traceOf(prompt.namespace() + "/" + prompt.rolloutId());
    }

    /** Where every Kafka client puts a record with that key. */
    private static int partition(String key, int partitions) {
        return BuiltInPartitioner.partitionForKey(key.getBytes(StandardCharsets.UTF_8), partitions);
    }

    @Override
    public GroupProgress progress() {
        return progress.observe();
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
        progress.close();
    }

    static CodedException unavailable(Exception e) {
        boolean missing = e instanceof UnknownTopicOrPartitionException
                || e.getCause() instanceof UnknownTopicOrPartitionException;
        return new CodedException(
                ErrorCode.BROKER_UNAVAILABLE,
                missing
                        ? "the broker lacks a topic that the run needs; `macaw doctor` names it"
                        : "the broker does not answer: " + e.getMessage(),
                e);
    }
}
