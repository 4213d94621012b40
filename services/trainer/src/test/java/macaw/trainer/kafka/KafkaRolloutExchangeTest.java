package macaw.trainer.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import macaw.chassis.kafka.AckedProducer;
import macaw.chassis.kafka.DeadLetters;
import macaw.chassis.kafka.KafkaConnection;
import macaw.chassis.kafka.TracedRecords;
import macaw.chassis.testing.EmbeddedBroker;
import macaw.chassis.tracing.TraceContext;
import macaw.chassis.tracing.otel.OtelTracing;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.Completion;
import macaw.records.Fingerprints;
import macaw.records.FinishReason;
import macaw.records.LogProbabilities;
import macaw.records.Prompt;
import macaw.records.RewardWeight;
import macaw.records.Rollout;
import macaw.records.Sampling;
import macaw.records.Score;
import macaw.records.ScoredRollout;
import macaw.records.Scores;
import macaw.records.TokenIds;
import macaw.records.VersionRef;
import macaw.records.wire.RolloutCodec;
import macaw.topics.Topics;
import macaw.trainer.checkpoints.TopicPositions;
import macaw.trainer.exchange.RolloutExchange.Arrival;
import macaw.trainer.exchange.RolloutExchange.GroupProgress;
import macaw.trainer.exchange.RolloutExchange.Poll;
import macaw.trainer.exchange.RolloutExchange.Route;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("integration")
class KafkaRolloutExchangeTest {
    private static final Topics TOPICS = Topics.of("default");
    private static final VersionRef POLICY = new VersionRef("default", "policy", 1, "a".repeat(64));
    private static final VersionRef REWARD = new VersionRef("default", "reward", 1, "b".repeat(64));

    private static EmbeddedBroker broker;
    private static KafkaConnection connection;
    private static AckedProducer producer;
    private static DeadLetters deadLetters;

    @BeforeAll
    static void start() {
        broker = new EmbeddedBroker();
        for (String topic : List.of("prompts", "rollouts", "scored-rollouts", "dead-letter")) {
            broker.create(TOPICS.fullName(topic), 3, Map.of());
        }
        connection = new KafkaConnection(broker.bootstrap(), "test");
        producer = new AckedProducer(connection, "test");
        deadLetters = new DeadLetters(producer, TOPICS.fullName("dead-letter"), new SimpleMeterRegistry());
    }

    @AfterAll
    static void stop() {
        producer.close();
        broker.close();
    }

    private static KafkaRolloutExchange open() {
        return KafkaRolloutExchange.open(connection, TOPICS, producer, deadLetters);
    }

    private static Prompt prompt(String run, int index) {
        return new Prompt(
                "default",
                Prompt.rolloutId(run, 0, index, 0),
                run,
                1,
                0,
                index,
                0,
                TokenIds.of(1, 2),
                Sampling.plain(1, 4),
                7,
                POLICY,
                List.of(new RewardWeight(REWARD, 1)),
                Instant.EPOCH);
    }

    private static ScoredRollout scored(Prompt prompt) {
        Completion completion =
                new Completion(TokenIds.of(5), LogProbabilities.of(-1f), FinishReason.EOS, "test numerics");
        return new ScoredRollout(
                new Rollout(prompt, Fingerprints.of(prompt), POLICY, completion),
                new Scores(List.of(new Score(REWARD, 1, 1))));
    }

    private static void answer(Prompt prompt, byte[] value) {
        producer.send(TOPICS.fullName("scored-rollouts"), prompt.rolloutId(), value)
                .join();
    }

    private static List<Arrival> readTo(KafkaRolloutExchange exchange, TopicPositions end) {
        List<Arrival> arrivals = new ArrayList<>();
        Poll poll;
        Instant giveUp = Instant.now().plusSeconds(30);
        do {
            poll = exchange.poll(Duration.ofMillis(100));
            arrivals.addAll(poll.arrivals());
            assertThat(Instant.now()).isBefore(giveUp);
        } while (!poll.read().equals(end.offsets()));
        return arrivals;
    }

    @Test
    void aPromptThatIsAskedForAgainStaysInItsTraceAndItsAnswerBringsItBack() {
        Prompt prompt = prompt("traced", 0);
        var written = new TraceContext(
                TraceContext.traceOf("default/" + prompt.rolloutId()).traceId(), "00f067aa0ba902b7", true);
        List<TraceContext> asked = new ArrayList<>();
        for (int life = 0; life < 2; life++) {
            try (var tracing = new OtelTracing("trainer", "life " + life, 1, Set.of(), SpanProcessor.composite());
                    var traced = new AckedProducer(connection, "test", tracing);
                    var exchange = KafkaRolloutExchange.open(connection, TOPICS, traced, deadLetters)) {
                var route = exchange.ask(List.of(prompt)).getFirst();
                asked.add(TracedRecords.trace(
                        record(TOPICS.fullName("prompts"), route.promptPartition(), route.promptOffset())));
                TopicPositions start = exchange.end();
                traced.send(
                                TOPICS.fullName("scored-rollouts"),
                                prompt.rolloutId(),
                                RolloutCodec.encode(scored(prompt)).toByteArray(),
                                written)
                        .join();
                exchange.seek(start);
                assertThat(readTo(exchange, exchange.end()))
                        .singleElement()
                        .satisfies(
                                arrival -> assertThat(arrival.trace().traceId()).isEqualTo(written.traceId()));
            }
        }
        assertThat(asked).extracting(TraceContext::traceId).containsOnly(written.traceId());
        assertThat(asked).extracting(TraceContext::spanId).doesNotHaveDuplicates();
    }

    private static ConsumerRecord<byte[], byte[]> record(String topic, int partition, long offset) {
        try (var consumer = new KafkaConsumer<>(
                connection.reader("look"), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var only = new TopicPartition(topic, partition);
            consumer.assign(List.of(only));
            consumer.seek(only, offset);
            return consumer.poll(Duration.ofSeconds(30)).iterator().next();
        }
    }

    @Test
    void whatItReadsIsAllThatTheContractsSayTheTrainerReads() {
        try (KafkaRolloutExchange exchange = open()) {
            exchange.seek(exchange.end());
            assertThat(exchange.reads()).isEqualTo(TOPICS.readBy("trainer"));
        }
    }

    @Test
    void whatCameAfterTheRememberedPositionsIsReadAndBadBytesGoToDeadLetter() {
        try (KafkaRolloutExchange exchange = open()) {
            answer(
                    prompt("before", 0),
                    RolloutCodec.encode(scored(prompt("before", 0))).toByteArray());
            TopicPositions start = exchange.end();
            for (int i = 0; i < 6; i++) {
                answer(
                        prompt("r", i),
                        RolloutCodec.encode(scored(prompt("r", i))).toByteArray());
            }
            answer(prompt("r", 6), new byte[] {1, 2, 3});
            exchange.seek(start);

            List<Arrival> arrivals = readTo(exchange, exchange.end());

            assertThat(arrivals)
                    .extracting(Arrival::rollout)
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 6)
                            .mapToObj(i -> scored(prompt("r", i)))
                            .toList());
            ConsumerRecord<byte[], byte[]> letter = deadLetter(prompt("r", 6).rolloutId());
            assertThat(letter.value()).containsExactly(1, 2, 3);
            assertThat(header(letter, "macaw-error-code")).isEqualTo("MESSAGE_UNDECODABLE");
            assertThat(header(letter, "macaw-origin-topic")).isEqualTo(TOPICS.fullName("scored-rollouts"));
        }
    }

    private static ConsumerRecord<byte[], byte[]> deadLetter(String key) {
        try (var consumer = new KafkaConsumer<byte[], byte[]>(connection.reader("test"))) {
            List<TopicPartition> partitions = IntStream.range(0, 3)
                    .mapToObj(partition -> new TopicPartition(TOPICS.fullName("dead-letter"), partition))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Instant giveUp = Instant.now().plusSeconds(30);
            while (Instant.now().isBefore(giveUp)) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (new String(record.key(), StandardCharsets.UTF_8).equals(key)) {
                        return record;
                    }
                }
            }
        }
        throw new AssertionError("no dead letter has the key " + key);
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    @Test
    void aRouteSaysWhereTheBrokerPutsWhatBecomesOfAPrompt() {
        try (KafkaRolloutExchange exchange = open()) {
            for (int i = 0; i < 5; i++) {
                Prompt prompt = prompt("routes", i);
                Route route = exchange.ask(List.of(prompt)).getFirst();
                var written = producer.send(TOPICS.fullName("scored-rollouts"), prompt.rolloutId(), new byte[0])
                        .join();
                assertThat(route.scoredPartition()).isEqualTo(written.partition());
                assertThat(route.promptPartition()).isEqualTo(written.partition());
            }
        }
    }

    @Test
    void theGroupsCommittedOffsetsAreSeen() {
        try (KafkaRolloutExchange exchange = open()) {
            Route route = exchange.ask(List.of(prompt("groups", 0))).getFirst();
            GroupProgress before = exchange.progress();
            assertThat(before.topics()).isEqualTo(route.topics());
            assertThat(before.generators().getOrDefault(route.promptPartition(), 0L))
                    .isLessThanOrEqualTo(route.promptOffset());
            commit(
                    TOPICS.group("prompts"),
                    TOPICS.fullName("prompts"),
                    route.promptPartition(),
                    route.promptOffset() + 1);
            assertThat(exchange.progress().generators())
                    .containsEntry(route.promptPartition(), route.promptOffset() + 1);
        }
    }

    private static void commit(String group, String topic, int partition, long offset) {
        Map<String, Object> settings = connection.reader("test-" + group);
        settings.put("group.id", group);
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var where = new TopicPartition(topic, partition);
            consumer.assign(List.of(where));
            consumer.commitSync(Map.of(where, new OffsetAndMetadata(offset)));
        }
    }

    @Test
    void aBrokerThatIsAwayIsSaidSo() {
        KafkaConnection nowhere = new KafkaConnection("127.0.0.1:1", "test");
        try (KafkaRolloutExchange exchange = KafkaRolloutExchange.open(nowhere, TOPICS, producer, deadLetters)) {
            assertThatThrownBy(exchange::end)
                    .isInstanceOfSatisfying(
                            CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BROKER_UNAVAILABLE));
        }
    }
}
