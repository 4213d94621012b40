package macaw.chassis.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import macaw.chassis.logs.LogContext;
import macaw.chassis.logs.LogSubject;
import macaw.chassis.testing.EmbeddedBroker;
import macaw.chassis.tracing.TraceContext;
import macaw.chassis.tracing.Tracing;
import macaw.chassis.tracing.otel.OtelTracing;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
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

/** A record's trace through a real broker, two workers and a producer. */
@Tag("integration")
class TracedRecordsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static EmbeddedBroker broker;

    @TempDir
    Path state;

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final OtelTracing tracing =
            new OtelTracing("test", "test-1", 1, Set.of(), SimpleSpanProcessor.create(spans));
    private final List<Worker<String>> workers = new ArrayList<>();
    private String first;
    private String second;
    private AckedProducer producer;

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
        first = "macaw." + test.getTestMethod().orElseThrow().getName() + ".first";
        second = "macaw." + test.getTestMethod().orElseThrow().getName() + ".second";
        broker.create(first, 1, Map.of());
        broker.create(second, 1, Map.of());
        producer = producer(tracing);
    }

    @AfterEach
    void stop() {
        workers.forEach(worker -> worker.close(Duration.ofSeconds(1)));
        producer.close();
        tracing.close();
    }

    @Test
    void fromTheFirstRecordToTheLastItIsOneTrace() {
        List<LogSubject> lines = new CopyOnWriteArrayList<>();
        List<TraceContext> seen = new CopyOnWriteArrayList<>();
        work(first, tracing, record -> {
            lines.add(LogContext.current());
            return producer.send(second, record.key(), new byte[] {1}, record.trace());
        });
        work(second, tracing, record -> {
            seen.add(record.trace());
            return CompletableFuture.completedFuture(null);
        });
        TraceContext trace = TraceContext.traceOf("a");
        producer.send(first, "a", new byte[] {1}, trace).join();
        await(() -> spans.getFinishedSpanItems().size() == 4);
        SpanData asked = span("send first");
        SpanData handled = span("process first");
        SpanData sentOn = span("send second");
        SpanData received = span("process second");
        assertThat(spans.getFinishedSpanItems())
                .allSatisfy(span -> assertThat(span.getTraceId()).isEqualTo(trace.traceId()));
        assertThat(asked.getParentSpanContext().isValid()).isFalse();
        assertThat(handled.getParentSpanId()).isEqualTo(asked.getSpanId());
        assertThat(sentOn.getParentSpanId()).isEqualTo(handled.getSpanId());
        assertThat(received.getParentSpanId()).isEqualTo(sentOn.getSpanId());
        assertThat(asked.getKind()).isEqualTo(SpanKind.PRODUCER);
        assertThat(handled.getKind()).isEqualTo(SpanKind.CONSUMER);
        assertThat(handled.getAttributes().get(AttributeKey.stringKey("macaw.rollout_id")))
                .isEqualTo("a");
        assertThat(handled.getAttributes().get(AttributeKey.stringKey("messaging.destination.name")))
                .isEqualTo(first);
        assertThat(lines)
                .containsExactly(
                        new LogSubject("run", "a", new TraceContext(trace.traceId(), handled.getSpanId(), true)));
        assertThat(seen).extracting(TraceContext::spanId).containsExactly(received.getSpanId());
    }

    @Test
    void whatIsAskedForAgainGoesOnInItsTrace() {
        AtomicInteger attempts = new AtomicInteger();
        work(
                first,
                tracing,
                record -> attempts.incrementAndGet() == 1
                        ? CompletableFuture.failedFuture(
                                new CodedException(ErrorCode.STORE_UNAVAILABLE, "the store is away"))
                        : CompletableFuture.completedFuture(null));
        producer.send(first, "a", new byte[] {1}, TraceContext.traceOf("a")).join();
        await(() -> spans.getFinishedSpanItems().size() == 3);
        producer.send(first, "a", new byte[] {1}, TraceContext.traceOf("a")).join();
        await(() -> spans.getFinishedSpanItems().size() == 5);
        assertThat(spans.getFinishedSpanItems())
                .extracting(SpanData::getTraceId)
                .containsOnly(TraceContext.traceOf("a").traceId());
        assertThat(spans.getFinishedSpanItems().stream()
                        .filter(span -> span.getName().equals("process first"))
                        .map(span -> span.getStatus().getStatusCode()))
                .containsExactly(StatusCode.ERROR, StatusCode.UNSET, StatusCode.UNSET);
    }

    @Test
    void aServiceThatTracesNothingHandsTheTraceOn() {
        try (AckedProducer plain = producer(Tracing.OFF)) {
            work(first, Tracing.OFF, record -> plain.send(second, record.key(), new byte[] {1}, record.trace()));
            producer.send(first, "a", new byte[] {1}, TraceContext.traceOf("a")).join();
            ConsumerRecord<byte[], byte[]> out = read(second, 1).getFirst();
            assertThat(TracedRecords.trace(out).spanId())
                    .isEqualTo(span("send first").getSpanId());
            assertThat(spans.getFinishedSpanItems()).hasSize(1);
        }
    }

    @Test
    void withoutATraceARecordHasNoHeaderAndASpoiltOneIsNone() {
        try (AckedProducer plain = producer(Tracing.OFF)) {
            plain.send(first, "a", new byte[] {1}, TraceContext.traceOf("a")).join();
            plain.send(first, "b".getBytes(StandardCharsets.UTF_8), new byte[] {1}, Map.of("traceparent", "rubbish"))
                    .join();
            work(first, tracing, record -> producer.send(second, record.key(), new byte[] {1}, record.trace()));
            List<ConsumerRecord<byte[], byte[]>> in = read(first, 2);
            assertThat(in.getFirst().headers()).isEmpty();
            assertThat(read(second, 2))
                    .allSatisfy(record -> assertThat(record.headers()).isEmpty());
            assertThat(spans.getFinishedSpanItems()).isEmpty();
        }
    }

    @Test
    void aDeadLetterKeepsItsTrace() {
        var letters = new DeadLetters(producer, second, new SimpleMeterRegistry());
        producer.send(first, "a", new byte[] {1}, TraceContext.traceOf("a")).join();
        letters.send(read(first, 1).getFirst(), new CodedException(ErrorCode.MESSAGE_UNDECODABLE, "no message"))
                .toCompletableFuture()
                .join();
        assertThat(TracedRecords.trace(read(second, 1).getFirst()).traceId())
                .isEqualTo(TraceContext.traceOf("a").traceId());
    }

    private static AckedProducer producer(Tracing tracing) {
        return new AckedProducer(connection(), "test", tracing);
    }

    private static KafkaConnection connection() {
        return new KafkaConnection(broker.bootstrap(), "test");
    }

    private void work(String topic, Tracing traced, Function<Received<String>, CompletionStage<?>> handler) {
        var worker = new Worker<>(
                connection(),
                new Worker.Settings(topic, topic + ".group", 8, state.resolve(topic + ".journal")),
                bytes -> new String(bytes, StandardCharsets.UTF_8),
                new RecordHandler<String>() {
                    @Override
                    public LogSubject subject(String value) {
                        return new LogSubject("run", "a");
                    }

                    @Override
                    public CompletionStage<?> handle(Received<String> record) {
                        return handler.apply(record);
                    }

                    @Override
                    public CompletionStage<?> onCrashed(Received<String> record) {
                        throw new AssertionError("nothing crashed");
                    }
                },
                new DeadLetters(producer, topic + ".dead", new SimpleMeterRegistry()),
                InstantSource.system(),
                traced);
        workers.add(worker);
        worker.start();
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(String topic, int count) {
        try (var consumer = new KafkaConsumer<byte[], byte[]>(connection().reader("test"))) {
            var partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            await(() -> {
                consumer.poll(Duration.ofMillis(50)).forEach(records::add);
                return records.size() >= count;
            });
            return records;
        }
    }

    private SpanData span(String name) {
        return spans.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void await(BooleanSupplier condition) {
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(giveUp);
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }
}
