package macaw.labeling.assembly;

import static macaw.labeling.Codes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import macaw.chassis.kafka.KafkaConnection;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.kafka.KafkaTopics;
import macaw.labeling.outbox.Dispatcher;
import macaw.labeling.outbox.Entry;
import macaw.labeling.outbox.OutboxStore;
import macaw.labeling.outbox.Topics;
import macaw.labeling.postgres.Database;
import macaw.labeling.postgres.PostgresOutbox;
import macaw.localstack.testing.TestBroker;
import macaw.localstack.testing.TestDatabase;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

@Tag("integration")
class OutboxDispatchTest {
    private static final Duration SOON = Duration.ofMillis(20);

    private static TestDatabase postgres;
    private static TestBroker broker;
    private static PGSimpleDataSource source;
    private OutboxStore outbox;

    @BeforeAll
    static void start() throws Exception {
        Path directory = Files.createTempDirectory(Path.of("target"), "outbox");
        postgres = TestDatabase.start(directory.resolve("postgres"));
        broker = TestBroker.start(directory.resolve("kafka"));
        broker.createTopics("default");
        source = new PGSimpleDataSource();
        source.setUrl(postgres.jdbcUrl());
        source.setUser(postgres.user());
        source.setPassword(postgres.password());
        Flyway.configure().dataSource(source).load().migrate();
    }

    @AfterAll
    static void stop() {
        broker.close();
        postgres.close();
    }

    @BeforeEach
    void open() {
        outbox = new PostgresOutbox(new Database(source));
    }

    private static KafkaTopics topics() {
        return new KafkaTopics(new KafkaConnection(broker.bootstrap(), "test"), "test outbox");
    }

    private static void record(String key, String value) throws Exception {
        record(key, 1, value);
    }

    private static void record(String key, int revision, String value) throws Exception {
        record("default", key, revision, value);
    }

    private static void record(String namespace, String key, int revision, String value) throws Exception {
        try (var connection = source.getConnection();
                var insert = connection.prepareStatement(
                        "insert into outbox (namespace, topic, key, revision, value) values (?, 'comparisons', ?, ?, ?)")) {
            insert.setString(1, namespace);
            insert.setString(2, key);
            insert.setInt(3, revision);
            insert.setBytes(4, value == null ? null : value.getBytes(StandardCharsets.UTF_8));
            insert.execute();
        }
    }

    /** Values of each of the keys in the order of the topic; a tombstone is "none". */
    private static Map<String, List<String>> arrived(List<String> keys) {
        Map<String, Object> settings = new KafkaConnection(broker.bootstrap(), "test").reader("test");
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (var consumer = new KafkaConsumer<byte[], byte[]>(settings)) {
            List<TopicPartition> partitions = consumer.partitionsFor("macaw.default.comparisons").stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records.stream()
                .filter(record -> keys.contains(new String(record.key(), StandardCharsets.UTF_8)))
                .collect(Collectors.groupingBy(
                        record -> new String(record.key(), StandardCharsets.UTF_8),
                        Collectors.mapping(
                                record -> record.value() == null
                                        ? "none"
                                        : new String(record.value(), StandardCharsets.UTF_8),
                                Collectors.toList())));
    }

    private static void await(BooleanSupplier condition) {
        Instant end = Instant.now().plusSeconds(60);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("waited for too long").isBefore(end);
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    /** A service that starts to read a topic unlisted does not start, see Messaging. */
    @Test
    void labelingWritesItsTopicsAndReadsNone() {
        var topics = macaw.topics.Topics.of("default");
        assertThat(topics.readBy("labeling")).isEmpty();
        assertThat(topics.usedBy("labeling"))
                .containsExactlyInAnyOrder("macaw.default.demonstrations", "macaw.default.comparisons");
    }

    @Test
    void whatIsRecordedArrivesInOrderPerKeyWithItsTombstoneAndTheOutboxIsEmptied() throws Exception {
        String a = UUID.randomUUID().toString();
        String b = UUID.randomUUID().toString();
        record(a, "1");
        record(b, "1");
        record(a, "2");
        record(a, null);
        try (var kafka = topics();
                var dispatcher = new Dispatcher(outbox, kafka, SOON, failure -> {})) {
            assertThat(dispatcher.dispatchWaiting()).isEqualTo(4);
        }
        assertThat(arrived(List.of(a, b))).isEqualTo(Map.of(a, List.of("1", "2", "none"), b, List.of("1")));
        assertThat(outbox.pending()).isZero();
    }

    @Test
    void aDispatcherThatDiesBetweenSendingAndForgettingIsFollowedByOneThatSendsAgain() throws Exception {
        String key = UUID.randomUUID().toString();
        record(key, "1");
        record(key, "2");
        try (var kafka = topics();
                var successor = topics()) {
            Topics dyingAfterwards = new Topics() {
                @Override
                public void begin() {
                    kafka.begin();
                }

                @Override
                public void send(List<Entry> entries) {
                    kafka.send(entries);
                    terminateDatabaseConnections();
                }
            };
            try (var dying = new Dispatcher(outbox, dyingAfterwards, SOON, failure -> {})) {
                assertThat(catchThrowable(dying::dispatchWaiting)).isNotNull();
            }
            assertThat(outbox.pending()).isEqualTo(2);
            try (var next = new Dispatcher(outbox, successor, SOON, failure -> {})) {
                assertThat(next.dispatchWaiting()).isEqualTo(2);
            }
        }
        assertThat(arrived(List.of(key)).get(key)).isEqualTo(List.of("1", "1", "2"));
    }

    private static void terminateDatabaseConnections() {
        try (var connection = source.getConnection()) {
            connection
                    .createStatement()
                    .execute("select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()"
                            + " and backend_type = 'client backend'");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void onlyOneDispatcherHasTheTurnAndTheNextGetsItWhenTheFirstIsGone() {
        var held = outbox.tryTakeTurn().orElseThrow();
        assertThat(outbox.tryTakeTurn()).isEmpty();
        held.close();
        var next = outbox.tryTakeTurn();
        assertThat(next).isPresent();
        next.get().close();
    }

    @Test
    void dispatchersThatTakeTurnsSendAtOnce() throws Exception {
        String key = UUID.randomUUID().toString();
        try (var one = topics();
                var two = topics();
                var first = new Dispatcher(outbox, one, SOON, failure -> {});
                var second = new Dispatcher(outbox, two, SOON, failure -> {})) {
            for (Dispatcher each : List.of(first, second, first, second)) {
                record(key, "1");
                assertThat(each.dispatchWaiting()).isEqualTo(1);
            }
        }
        assertThat(arrived(List.of(key)).get(key)).hasSize(4);
    }

    @Test
    void replicasThatStartTogetherMakeTheTablesOnce() throws Exception {
        try (TestDatabase fresh = TestDatabase.start(Files.createTempDirectory(Path.of("target"), "together"))) {
            var both = new PGSimpleDataSource();
            both.setUrl(fresh.jdbcUrl());
            both.setUser(fresh.user());
            both.setPassword(fresh.password());
            var migrations = Stream.generate(() -> CompletableFuture.supplyAsync(
                            () -> Flyway.configure().dataSource(both).load().migrate()))
                    .limit(2)
                    .toList();
            List<Integer> executed = migrations.stream()
                    .map(CompletableFuture::join)
                    .map(result -> result.migrationsExecuted)
                    .sorted()
                    .toList();
            assertThat(executed.getFirst()).isZero();
            assertThat(executed.getLast()).isPositive();
        }
    }

    @Test
    void withoutABrokerTheOutboxOnlyGrowsAndIsEmptiedOnceItIsBack() throws Exception {
        String key = UUID.randomUUID().toString();
        broker.kill();
        List<Exception> failures = new ArrayList<>();
        try (var kafka = topics();
                var dispatcher = new Dispatcher(outbox, kafka, SOON, failures::add)) {
            dispatcher.start();
            record(key, "1");
            record(key, "2");
            assertThat(outbox.pending()).isEqualTo(2);
            broker.restart();
            await(() -> outbox.pending() == 0);
        }
        assertThat(arrived(List.of(key)).get(key)).endsWith("1", "2");
        assertThat(failures).as("it is said once that the outbox waits").hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void aNamespaceWithoutTopicsKeepsNoOtherWaiting() throws Exception {
        String key = UUID.randomUUID().toString();
        record("elsewhere", key, 1, "lost?");
        record(key, "1");
        record("elsewhere", key, 2, "lost?");
        record(key, "2");
        try (var kafka = topics();
                var dispatcher = new Dispatcher(outbox, kafka, SOON, failure -> {})) {
            assertRefused(ErrorCode.BROKER_UNAVAILABLE, dispatcher::dispatchWaiting);
            assertThat(arrived(List.of(key)).get(key)).containsExactly("1", "2");
            assertThat(outbox.pending()).isEqualTo(2);
            broker.createTopics("elsewhere");
            assertThat(dispatcher.dispatchWaiting()).isEqualTo(2);
        }
    }

    /** 9 outputs of 50,000 characters, of 3 bytes each in UTF-8, and what else a comparison says. */
    @Test
    void theLargestComparisonArrives() throws Exception {
        String key = UUID.randomUUID().toString();
        String value = "\u8a9e".repeat(9 * 50_000 + 20_000 + 5_000);
        record(key, value);
        try (var kafka = topics();
                var dispatcher = new Dispatcher(outbox, kafka, SOON, failure -> {})) {
            assertThat(dispatcher.dispatchWaiting()).isEqualTo(1);
        }
        assertThat(arrived(List.of(key)).get(key)).containsExactly(value);
    }

    @Test
    void aDatabaseThatIsKilledIsWaitedForAndNothingIsLost() throws Exception {
        String key = UUID.randomUUID().toString();
        List<Exception> failures = new CopyOnWriteArrayList<>();
        try (var kafka = topics();
                var dispatcher = new Dispatcher(outbox, kafka, SOON, failures::add)) {
            dispatcher.start();
            postgres.kill();
            await(() -> !failures.isEmpty());
            postgres.restart();
            record(key, "1");
            await(() -> outbox.pending() == 0);
        }
        assertThat(failures.size()).as("one report a series, not one a try").isLessThanOrEqualTo(3);
        assertThat(arrived(List.of(key)).get(key)).contains("1");
    }

    /** Replicas whose connections are cut and whose broker and database are killed again and again, while ids are edited and taken back. */
    @Test
    void twoDispatchersThroughKillsOfBrokerAndDatabaseKeepEachIdsRevisionsInOrderAndLoseNone() throws Exception {
        int revisions = 12;
        List<String> keys =
                Stream.generate(() -> UUID.randomUUID().toString()).limit(30).toList();
        List<String> withdrawn = keys.subList(0, 10);
        try (var one = topics();
                var two = topics();
                var first = new Dispatcher(outbox, one, SOON, failure -> {});
                var second = new Dispatcher(outbox, two, SOON, failure -> {})) {
            first.start();
            second.start();
            for (int revision = 1; revision <= revisions; revision++) {
                for (String key : keys) {
                    record(key, revision, String.valueOf(revision));
                }
                switch (revision % 4) {
                    case 1 -> terminateDatabaseConnections();
                    case 2 -> {
                        broker.kill();
                        broker.restart();
                    }
                    case 3 -> {
                        postgres.kill();
                        postgres.restart();
                    }
                    default -> {}
                }
            }
            for (String key : withdrawn) {
                record(key, revisions + 1, null);
            }
            await(this::isEmpty);
        }
        Map<String, List<String>> arrived = arrived(keys);
        List<String> all =
                IntStream.rangeClosed(1, revisions).mapToObj(String::valueOf).toList();
        assertThat(arrived).hasSize(keys.size());
        arrived.forEach((key, values) -> {
            List<String> wanted = new ArrayList<>(all);
            if (withdrawn.contains(key)) {
                wanted.add("none");
            }
            assertThat(withoutRepeats(values))
                    .as("of %s there came %s", key, values)
                    .isEqualTo(wanted);
        });
    }

    private boolean isEmpty() {
        try {
            return outbox.pending() == 0;
        } catch (CodedException killed) {
            return false;
        }
    }

    @Test
    void whoeverLostItsTurnCanWriteNothingMore() {
        String key = UUID.randomUUID().toString();
        try (var slow = topics();
                var successor = topics()) {
            slow.begin();
            successor.begin();
            successor.send(List.of(entry(key, "2")));
            assertThat(catchThrowable(() -> slow.send(List.of(entry(key, "1")))))
                    .isInstanceOf(Topics.Superseded.class);
            successor.send(List.of(entry(key, "3")));
        }
        assertThat(arrived(List.of(key)).get(key)).isEqualTo(List.of("2", "3"));
    }

    private static Entry entry(String key, String value) {
        return new Entry(1, "default", "comparisons", key, Optional.of(value.getBytes(StandardCharsets.UTF_8)));
    }

    /** At least once means that the last one may come again. */
    private static List<String> withoutRepeats(List<String> values) {
        List<String> once = new ArrayList<>();
        for (String value : values) {
            if (once.isEmpty() || !once.getLast().equals(value)) {
                once.add(value);
            }
        }
        return once;
    }
}
