package macaw.chassis.kafka;

import java.nio.charset.StandardCharsets;
import macaw.chassis.errors.Failures;
import macaw.chassis.logs.LogSubject;
import macaw.chassis.tracing.Span;
import macaw.chassis.tracing.SpanStart;
import macaw.chassis.tracing.TraceContext;
import macaw.chassis.tracing.Tracing;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Records in traces: the header that carries the context, and spans with OpenTelemetry's names for what they say of Kafka. */
public final class TracedRecords {
    private TracedRecords() {}

    /** The span that wrote a record; NONE where it has none. */
    public static TraceContext trace(ConsumerRecord<byte[], byte[]> record) {
        Header header = record.headers().lastHeader(TraceContext.HEADER);
        return header == null || header.value() == null
                ? TraceContext.NONE
                : TraceContext.parse(new String(header.value(), StandardCharsets.US_ASCII));
    }

    /** Begins the handling of a record. One that its writer did not trace is not traced here either. */
    static Span begin(Tracing tracing, ConsumerRecord<byte[], byte[]> record, TraceContext writer) {
        if (!writer.present()) {
            return Span.NONE;
        }
        Span span =
                tracing.begin(SpanStart.of("process " + shortName(record.topic()), SpanStart.Kind.CONSUMER, writer));
        describe(span, record.topic(), key(record));
        return span.with("messaging.destination.partition.id", Integer.toString(record.partition()))
                .with("messaging.kafka.offset", record.offset());
    }

    static void describe(Span span, String topic, String key) {
        if (span.recorded()) {
            span.with("messaging.system", "kafka")
                    .with("messaging.destination.name", topic)
                    .with("messaging.kafka.message.key", key);
        }
    }

    static void about(Span span, LogSubject subject) {
        if (span.recorded()) {
            span.with("macaw.run_id", subject.runId()).with("macaw.rollout_id", subject.rolloutId());
        }
    }

    static void end(Span span, @Nullable Throwable e) {
        if (e != null && span.recorded()) {
            String code = Failures.coded(e)
                    .map(CodedException::code)
                    .orElse(ErrorCode.INTERNAL)
                    .name();
            span.failed(code, String.valueOf(e.getMessage()));
        }
        span.close();
    }

    static String key(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    }

    /** A topic's name without its namespace: span names are few. */
    static String shortName(String topic) {
        return topic.substring(topic.lastIndexOf('.') + 1);
    }
}
