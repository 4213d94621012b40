package macaw.chassis.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import macaw.chassis.logs.LogContext;
import macaw.chassis.logs.LogSubject;
import macaw.chassis.testing.EmbeddedBroker;
import macaw.chassis.tracing.Tracing;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** The worker against a real broker. */
@Tag("integration")
class WorkerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static EmbeddedBroker broker;

    @TempDir
    Path state;

    private String topic;
    private String deadLetter;
    private AckedProducer producer;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Worker<String>> workers = new ArrayList<>();

    @BeforeAll
    static void startBroker() {
        broker = new EmbeddedBroker();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void createTopics(TestInfo test) {
        topic = "macaw.test." + test.getTestMethod().orElseThrow().getName();
        deadLetter = topic + ".dead";
        broker.create(topic, 2, Map.of());
        broker.create(deadLetter, 1, Map.of());
        producer = new AckedProducer(connection("producer"), "test");
    }

    @AfterEach
    void stop() {
        workers.forEach(worker -> worker.close(Duration.ofSeconds(1)));
        producer.close();
    }

    @Test
    void onlyTheContiguousPrefixOfFinishedRecordsIsCommitted() {
        send(IntStream.range(0, 10).mapToObj(i -> "same-key:" + i).toList());
        var open = new ConcurrentLinkedQueue<Held>();
        start(20, holding(open));
        await(() -> open.size() == 10);
        List<Held> held = List.copyOf(open);
        held.subList(1, 10).forEach(each -> each.future().complete(null));
        assertThat(committed()).isZero();
        held.get(0).future().complete(null);
        await(() -> committed() == 10);
    }

    @Test
    void aWorkerThatDiesWithoutCommitLeavesItsRecordsToTheNext() {
        send(IntStream.range(0, 20).mapToObj(i -> i + ":" + i).toList());
        var first = new ConcurrentLinkedQueue<Held>();
        var dying = start(8, holding(first));
        await(() -> first.size() == 8);
        first.stream().limit(3).forEach(each -> each.future().complete(null));
        await(() -> first.size() == 11);
        dying.close(Duration.ZERO);
        var seen = new ConcurrentSkipListSet<String>();
        start(8, value -> {
            seen.add(value);
            return CompletableFuture.completedFuture(null);
        });
        await(() -> committed() == 20);
        var finishedByFirst = first.stream().limit(3).map(Held::value).toList();
        seen.addAll(finishedByFirst);
        assertThat(seen).hasSize(20);
    }

    @Test
    void aWorkerThatEndsInOrderHasLeftTheGroup() {
        send(IntStream.range(0, 4).mapToObj(i -> i + ":" + i).toList());
        var worker = start(8, value -> CompletableFuture.completedFuture(null));
        await(() -> committed() == 4);
        assertThat(members()).isEqualTo(1);
        worker.close(PATIENCE);
        // one that stayed would be there for ten seconds more
        assertThat(members()).isZero();
    }

    @Test
    void ofTwoOfOneNameTheLaterReadsAndTheOtherSaysWhatIsWrong() {
        var lines = new ConcurrentLinkedQueue<String>();
        var recorder = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(String.valueOf(line.getMessage()));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger log = Logger.getLogger("macaw.chassis.kafka");
        log.addHandler(recorder);
        try {
            send(List.of("k:1"));
            start(4, value -> CompletableFuture.completedFuture(null));
            await(() -> committed() == 1);
            start(4, value -> CompletableFuture.completedFuture(null));
            await(() -> lines.stream().anyMatch(line -> line.contains("MACAW_STATE_DIR")));
            send(List.of("k:2"));
            await(() -> committed() == 2);
        } finally {
            log.removeHandler(recorder);
        }
    }

    @Test
    void undecodableBytesGoToDeadLetterWithTheirOriginAndTheRestGoesOn() {
        send(List.of("k:1", "k:poison", "k:2"));
        var seen = new ConcurrentLinkedQueue<String>();
        start(4, value -> {
            seen.add(value);
            return CompletableFuture.completedFuture(null);
        });
        await(() -> committed() == 3);
        assertThat(seen).containsExactly("1", "2");
        var dead = read(deadLetter, 1).getFirst();
        assertThat(new String(dead.value(), StandardCharsets.UTF_8)).isEqualTo("poison");
        assertThat(header(dead, "macaw-error-code")).isEqualTo("MESSAGE_UNDECODABLE");
        assertThat(header(dead, "macaw-origin-topic")).isEqualTo(topic);
        assertThat(header(dead, "macaw-origin-offset")).isEqualTo("1");
        assertThat(meters.counter("macaw.dead.letters", "topic", topic, "code", "MESSAGE_UNDECODABLE")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aHandlersBugIsADeadLetterAndNotAStandstill() {
        send(List.of("k:bug", "k:2"));
        start(1, value -> {
            if (value.equals("bug")) {
                throw new IllegalStateException("a bug");
            }
            return CompletableFuture.completedFuture(null);
        });
        await(() -> committed() == 2);
        assertThat(header(read(deadLetter, 1).getFirst(), "macaw-error-code")).isEqualTo("INTERNAL");
    }

    @Test
    void anInfrastructureErrorHoldsThePartitionAndIsTriedAgain() {
        send(List.of("k:1", "k:2", "k:3"));
        var failures = new AtomicInteger();
        var seen = new ConcurrentLinkedQueue<String>();
        start(1, value -> {
            if (value.equals("2") && failures.incrementAndGet() <= 3) {
                return CompletableFuture.failedFuture(
                        new CodedException(ErrorCode.STORE_UNAVAILABLE, "the store is away"));
            }
            seen.add(value);
            return CompletableFuture.completedFuture(null);
        });
        await(() -> committed() == 3);
        assertThat(seen).containsExactly("1", "2", "3");
        assertThat(failures).hasValue(4);
    }

    @Test
    void noMoreThanTheBoundIsHandedOverAtOnceAndAllOfItInTheEnd() {
        send(IntStream.range(0, 200).mapToObj(i -> i + ":" + i).toList());
        var now = new AtomicInteger();
        var most = new AtomicInteger();
        start(5, value -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            return CompletableFuture.runAsync(
                    now::decrementAndGet, CompletableFuture.delayedExecutor(2, TimeUnit.MILLISECONDS));
        });
        await(() -> committed() == 200);
        assertThat(most.get()).isBetween(2, 5);
    }

    @Test
    void aRecordInFlightAtTwoDeathsIsNotHandedOverAgain() throws Exception {
        send(List.of("k:1", "k:deadly", "k:3"));
        Path journal = state.resolve("in-flight.journal");
        Path snapshot = state.resolve("at-death");
        var crashed = new ConcurrentLinkedQueue<String>();
        var seen = new ConcurrentLinkedQueue<String>();
        for (int death = 1; death <= 2; death++) {
            var open = new ConcurrentLinkedQueue<Held>();
            Worker<String> dying = start(4, holding(open));
            int expected = death == 1 ? 3 : 1;
            await(() -> open.size() >= expected);
            // What a kill leaves is the file as it is now; an orderly close would empty it.
            Files.copy(journal, snapshot, StandardCopyOption.REPLACE_EXISTING);
            dying.close(Duration.ZERO);
            Files.copy(snapshot, journal, StandardCopyOption.REPLACE_EXISTING);
            if (death == 2) {
                assertThat(open)
                        .as("suspects are handed over alone")
                        .extracting(Held::value)
                        .containsExactly("1");
            }
        }
        start(4, new RecordHandler<>() {
            @Override
            public LogSubject subject(String value) {
                return about(value);
            }

            @Override
            public CompletionStage<?> handle(Received<String> record) {
                seen.add(record.value());
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public CompletionStage<?> onCrashed(Received<String> record) {
                crashed.add(record.value());
                return CompletableFuture.completedFuture(null);
            }
        });
        await(() -> committed() == 3);
        assertThat(crashed).containsExactly("1");
        assertThat(seen).containsExactlyInAnyOrder("deadly", "3");
    }

    @Test
    void whatAnotherFinishedAfterADeathIsSuspectNoMore() throws Exception {
        send(List.of("k:1", "k:2"));
        Path journal = state.resolve("in-flight.journal");
        Path snapshot = state.resolve("at-death");
        var open = new ConcurrentLinkedQueue<Held>();
        Worker<String> dying = start(4, holding(open));
        await(() -> open.size() == 2);
        Files.copy(journal, snapshot);
        dying.close(Duration.ZERO);
        Worker<String> other = start(4, value -> CompletableFuture.completedFuture(null));
        await(() -> committed() == 2);
        other.close(Duration.ofSeconds(1));

        Files.copy(snapshot, journal, StandardCopyOption.REPLACE_EXISTING);
        send(List.of("k:3"));
        Worker<String> back = start(4, value -> CompletableFuture.completedFuture(null));
        await(() -> committed() == 3);
        back.close(Duration.ofSeconds(1));
        assertThat(journal).isEmptyFile();
    }

    @Test
    void aBrokersRestartIsWaitedFor() {
        var seen = new ConcurrentSkipListSet<String>();
        start(
                4,
                value -> producer.send(deadLetter, "echo", value.getBytes(StandardCharsets.UTF_8))
                        .thenRun(() -> seen.add(value)));
        send(List.of("k:before"));
        await(() -> seen.contains("before"));
        broker.stop();
        CompletableFuture<?> during = producer.send(topic, "k", "during".getBytes(StandardCharsets.UTF_8));
        assertThat(during).isNotDone();
        broker.start();
        await(() -> seen.contains("during"));
        await(() -> committed() == 2);
    }

    @Test
    void aFollowerReadsFromTheBeginningSaysWhenItHasCaughtUpAndGoesOn() {
        send(List.of("a:1", "b:2", "a:3"));
        var told = new ConcurrentLinkedQueue<String>();
        var follower = new TopicFollower<>(
                connection("follower"),
                topic,
                WorkerTest::decode,
                (key, value) -> told.add(key + "=" + value.orElse("gone")),
                deadLetters());
        follower.start();
        await(follower::caughtUp);
        assertThat(told).containsExactlyInAnyOrder("a=1", "b=2", "a=3");
        producer.send(topic, "a", null).join();
        await(() -> told.contains("a=gone"));
        follower.close();
    }

    @Test
    void linesAboutARecordNameItsRunAndRollout() {
        send(List.of("k:away", "k:bug", "k:fine"));
        var handled = new ConcurrentLinkedQueue<LogSubject>();
        var lines = new ConcurrentLinkedQueue<LogSubject>();
        var recorder = new Recorder(lines);
        Logger log = Logger.getLogger("macaw.chassis.kafka");
        log.addHandler(recorder);
        try {
            var tries = new AtomicInteger();
            start(1, value -> {
                handled.add(LogContext.current());
                return switch (value) {
                    case "away" ->
                        tries.getAndIncrement() > 0
                                ? CompletableFuture.completedFuture(null)
                                : CompletableFuture.failedFuture(
                                        new CodedException(ErrorCode.STORE_UNAVAILABLE, "the store is away"));
                    case "bug" -> throw new IllegalStateException("a bug");
                    default -> CompletableFuture.completedFuture(null);
                };
            });
            await(() -> committed() == 3);
        } finally {
            log.removeHandler(recorder);
        }
        assertThat(handled).containsExactly(about("away"), about("away"), about("bug"), about("fine"));
        assertThat(lines)
                .as("the retry, the dead letter, and lines about no record")
                .contains(about("away"), about("bug"))
                .doesNotContain(about("fine"));
    }

    /** What each line is about. */
    private static final class Recorder extends Handler {
        private final ConcurrentLinkedQueue<LogSubject> lines;

        Recorder(ConcurrentLinkedQueue<LogSubject> lines) {
            this.lines = lines;
        }

        @Override
        public void publish(LogRecord line) {
            lines.add(LogContext.current());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private static LogSubject about(String value) {
        return new LogSubject("run", value);
    }

    private record Held(String value, CompletableFuture<Void> future) {}

    private static Function<String, CompletionStage<?>> holding(ConcurrentLinkedQueue<Held> open) {
        return value -> {
            var held = new Held(value, new CompletableFuture<>());
            open.add(held);
            return held.future();
        };
    }

    private static String decode(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.equals("poison")) {
            throw new IllegalArgumentException("no such message");
        }
        return text;
    }

    private Worker<String> start(int inFlight, Function<String, CompletionStage<?>> handle) {
        return start(inFlight, new RecordHandler<>() {
            @Override
            public LogSubject subject(String value) {
                return about(value);
            }

            @Override
            public CompletionStage<?> handle(Received<String> record) {
                return handle.apply(record.value());
            }

            @Override
            public CompletionStage<?> onCrashed(Received<String> record) {
                return CompletableFuture.failedFuture(new AssertionError("nothing crashed"));
            }
        });
    }

    private Worker<String> start(int inFlight, RecordHandler<String> handler) {
        var worker = new Worker<>(
                connection("worker"),
                new Worker.Settings(topic, topic + ".group", inFlight, state.resolve("in-flight.journal")),
                WorkerTest::decode,
                handler,
                deadLetters(),
                InstantSource.system(),
                Tracing.OFF);
        workers.add(worker);
        worker.start();
        return worker;
    }

    private DeadLetters deadLetters() {
        return new DeadLetters(producer, deadLetter, meters);
    }

    private static KafkaConnection connection(String instance) {
        return new KafkaConnection(broker.bootstrap(), instance);
    }

    /** Sends "key:value" texts, and waits until the broker has them. */
    private void send(List<String> records) {
        records.stream()
                .map(record -> record.split(":", 2))
                .map(parts -> producer.send(topic, parts[0], parts[1].getBytes(StandardCharsets.UTF_8)))
                .toList()
                .forEach(CompletableFuture::join);
    }

    /** Committed offsets of both partitions together: the number of records that will not come again. */
    private long committed() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            return admin
                    .listConsumerGroupOffsets(topic + ".group")
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .values()
                    .stream()
                    .mapToLong(offset -> offset == null ? 0 : offset.offset())
                    .sum();
        } catch (Exception e) {
            return -1;
        }
    }

    private int members() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            String group = topic + ".group";
            return admin.describeConsumerGroups(List.of(group))
                    .describedGroups()
                    .get(group)
                    .get()
                    .members()
                    .size();
        } catch (Exception e) {
            throw new AssertionError("the group is not told", e);
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> read(String from, int count) {
        var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        try (var consumer =
                new KafkaConsumer<byte[], byte[]>(connection("reader").reader("reader"))) {
            consumer.assign(List.of(new TopicPartition(from, 0)));
            consumer.seekToBeginning(consumer.assignment());
            await(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
                return records.size() >= count;
            });
        }
        return records;
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited " + PATIENCE).isLessThan(end);
            java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
        }
    }
}
