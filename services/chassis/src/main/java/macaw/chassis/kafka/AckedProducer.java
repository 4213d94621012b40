package macaw.chassis.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import macaw.chassis.logs.LogContext;
import macaw.chassis.tracing.Span;
import macaw.chassis.tracing.SpanStart;
import macaw.chassis.tracing.TraceContext;
import macaw.chassis.tracing.Tracing;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.header.Headers;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends records, in order, and says when each is safe: idempotent, acknowledged by all replicas in sync. While the broker is away sends wait;
 * they fail only when the record itself is refused, the broker does not let us in or the process ends. Nothing here blocks the caller, who bounds what is in flight.
 */
public final class AckedProducer implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(AckedProducer.class);
    private static final Duration RECONNECT = Duration.ofSeconds(2);

    private final KafkaConnection connection;
    private final String purpose;
    private final Tracing tracing;
    private final ExecutorService sender;
    private volatile @Nullable Producer<byte[], byte[]> producer;

    /** Where a record is. */
    public record Written(int partition, long offset) {}

    /** A producer; connects with the first record. */
    public AckedProducer(KafkaConnection connection, String purpose) {
        this(connection, purpose, Tracing.OFF);
    }

    /** A producer that traces what is sent for a trace. */
    public AckedProducer(KafkaConnection connection, String purpose, Tracing tracing) {
        this.connection = connection;
        this.purpose = purpose;
        this.tracing = tracing;
        this.sender = Executors.newSingleThreadExecutor(LogContext.unrelated(
                Thread.ofPlatform().daemon().name("kafka-send-" + purpose).factory()));
    }

    /** Sends a record under a key; a null value is a tombstone. */
    public CompletableFuture<Written> send(String topic, String key, byte @Nullable [] value) {
        return send(topic, key.getBytes(StandardCharsets.UTF_8), value, Map.of());
    }

    /**
     * Sends a record as part of a trace: its header names the span that is open until the record is acknowledged. A trace that has no span yet
     * begins with it.
     */
    public CompletableFuture<Written> send(String topic, String key, byte @Nullable [] value, TraceContext trace) {
        if (trace.traceId().isEmpty()) {
            return send(topic, key, value);
        }
        Span span =
                tracing.begin(SpanStart.of("send " + TracedRecords.shortName(topic), SpanStart.Kind.PRODUCER, trace));
        TracedRecords.describe(span, topic, key);
        var headers = new LinkedHashMap<String, String>();
        // Where this service traces nothing, what it was given goes on.
        TraceContext next = span.context().present() ? span.context() : trace;
        if (next.present()) {
            headers.put(TraceContext.HEADER, next.header());
        }
        var sent = send(topic, key.getBytes(StandardCharsets.UTF_8), value, headers);
        sent.whenComplete((written, e) -> TracedRecords.end(span, e));
        return sent;
    }

    CompletableFuture<Written> send(
            String topic, byte @Nullable [] key, byte @Nullable [] value, Map<String, String> headers) {
        var written = new CompletableFuture<Written>();
        try {
            sender.execute(() -> sendNow(topic, key, value, headers, written));
        } catch (RejectedExecutionException e) {
            written.completeExceptionally(new CodedException(ErrorCode.DRAINING, "the producer is closed", e));
        }
        return written;
    }

    private void sendNow(
            String topic,
            byte @Nullable [] key,
            byte @Nullable [] value,
            Map<String, String> headers,
            CompletableFuture<Written> written) {
        try {
            var record = new ProducerRecord<byte[], byte[]>(topic, key, value);
            Headers target = record.headers();
            headers.forEach((name, text) -> target.add(name, text.getBytes(StandardCharsets.UTF_8)));
            Producer<byte[], byte[]> current = connected();
            current.send(record, (metadata, e) -> {
                if (e == null) {
                    written.complete(new Written(metadata.partition(), metadata.offset()));
                } else {
                    if (isAccess(e)) {
                        retire(current);
                    }
                    written.completeExceptionally(coded(topic, e));
                }
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            written.completeExceptionally(coded(topic, e));
        } catch (RuntimeException e) {
            Producer<byte[], byte[]> current = producer;
            if (current != null && isAccess(e)) {
                retire(current);
            }
            written.completeExceptionally(coded(topic, e));
        }
    }

    /** The constructor of KafkaProducer fails where the broker's name cannot be resolved yet; that is waited for like any absence. */
    private Producer<byte[], byte[]> connected() throws InterruptedException {
        while (true) {
            Producer<byte[], byte[]> current = producer;
            if (current != null) {
                return current;
            }
            try {
                producer = new KafkaProducer<>(connection.producer(purpose));
            } catch (KafkaException e) {
                LOG.warnf("Kafka at %s cannot be reached, waiting: %s", connection.bootstrap(), rootMessage(e));
                TimeUnit.NANOSECONDS.sleep(RECONNECT.toNanos());
            }
        }
    }

    /** An idempotent producer that was not let in once refuses all records afterwards; the next record is given to a new one. */
    private void retire(Producer<byte[], byte[]> refused) {
        try {
            sender.execute(() -> {
                if (producer == refused) {
                    producer = null;
                    refused.close(Duration.ZERO);
                }
            });
        } catch (RejectedExecutionException e) {
            // The process ends, and its producer with it.
        }
    }

    /** Mended at the broker, not in the record; what waited with a record of which this is true fails with a bare KafkaException. */
    private static boolean isAccess(Exception e) {
        return e instanceof AuthenticationException
                || e instanceof AuthorizationException
                || e.getClass() == KafkaException.class;
    }

    private static CodedException coded(String topic, Exception e) {
        boolean transientFailure =
                e instanceof RetriableException || e instanceof InterruptedException || isInterrupt(e) || isAccess(e);
        return new CodedException(
                transientFailure ? ErrorCode.BROKER_UNAVAILABLE : ErrorCode.INTERNAL,
                "record for " + topic + " was not written: " + e.getMessage(),
                e);
    }

    private static boolean isInterrupt(Exception e) {
        return e instanceof org.apache.kafka.common.errors.InterruptException;
    }

    static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        // a wait that ran out of time says nothing else
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }

    /** Waits so long for what is under way, then gives up on it. */
    public void close(Duration bound) {
        sender.shutdown();
        try {
            if (!sender.awaitTermination(bound.toMillis(), TimeUnit.MILLISECONDS)) {
                sender.shutdownNow();
            }
        } catch (InterruptedException e) {
            sender.shutdownNow();
            Thread.currentThread().interrupt();
        }
        Producer<byte[], byte[]> current = producer;
        if (current != null) {
            current.close(bound);
        }
    }

    @Override
    public void close() {
        close(Duration.ofSeconds(5));
    }
}
