package macaw.chassis.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import macaw.chassis.metrics.Metric;
import macaw.chassis.tracing.TraceContext;
import macaw.errors.CodedException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/** Where records go that nobody can read: the topic dead-letter, bytes unchanged, error and origin in the headers. */
public final class DeadLetters {
    private static final Logger LOG = Logger.getLogger(DeadLetters.class);
    private static final int MAX_MESSAGE_CHARACTERS = 1000;

    private final AckedProducer producer;
    private final String topic;
    private final MeterRegistry meters;

    /** Counts in these meters. */
    public DeadLetters(AckedProducer producer, String topic, MeterRegistry meters) {
        this.producer = producer;
        this.topic = topic;
        this.meters = meters;
    }

    /** Sends the record there; completes when it is safe. */
    public CompletionStage<?> send(ConsumerRecord<byte[], byte[]> record, CodedException error) {
        LOG.errorf("Dead letter from %s-%d@%d: %s", record.topic(), record.partition(), record.offset(), error);
        count(record.topic(), error);
        Map<String, String> headers = headers(record, error);
        CompletableFuture<AckedProducer.Written> written = producer.send(topic, record.key(), record.value(), headers);
        // A record just under the size limit outgrows it with these headers: then the origin alone is kept.
        return written.<Object>thenApply(done -> done).exceptionallyCompose(e -> {
            headers.put("macaw-value-dropped", AckedProducer.rootMessage(e));
            return producer.send(topic, record.key(), new byte[0], headers).thenApply(done -> done);
        });
    }

    void count(String origin, CodedException error) {
        Metric.DEAD_LETTERS.counter(meters, origin, error.code().name()).increment();
    }

    private static Map<String, String> headers(ConsumerRecord<byte[], byte[]> record, CodedException error) {
        String message = String.valueOf(error.getMessage());
        var headers = new LinkedHashMap<String, String>();
        headers.put("macaw-error-code", error.code().name());
        headers.put("macaw-error-message", message.substring(0, Math.min(message.length(), MAX_MESSAGE_CHARACTERS)));
        headers.put("macaw-origin-topic", record.topic());
        headers.put("macaw-origin-partition", Integer.toString(record.partition()));
        headers.put("macaw-origin-offset", Long.toString(record.offset()));
        headers.put("macaw-origin-timestamp", Long.toString(record.timestamp()));
        TraceContext trace = TracedRecords.trace(record);
        if (trace.present()) {
            headers.put(TraceContext.HEADER, trace.header());
        }
        return headers;
    }
}
