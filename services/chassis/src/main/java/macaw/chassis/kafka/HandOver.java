package macaw.chassis.kafka;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import macaw.chassis.errors.Failures;
import macaw.chassis.logs.LogContext;
import macaw.chassis.logs.LogSubject;
import macaw.chassis.tracing.Span;
import macaw.chassis.tracing.TraceContext;
import macaw.chassis.tracing.Tracing;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/** From bytes to the handler's answer; what cannot be decoded is answered by dead-letter instead. */
record HandOver<T>(Decoder<T> decoder, RecordHandler<T> handler, DeadLetters deadLetters, Tracing tracing) {
    private static final Logger LOG = Logger.getLogger(HandOver.class);

    /** What log lines about a record are about, and its answer. */
    record Handed(LogSubject subject, CompletionStage<?> answer) {}

    Handed handle(ConsumerRecord<byte[], byte[]> record) {
        return decoded(record, handler::handle);
    }

    Handed crashed(ConsumerRecord<byte[], byte[]> record) {
        return decoded(record, received -> {
            LOG.errorf(
                    "%s-%d@%d was in flight at two deaths of this process",
                    record.topic(), record.partition(), record.offset());
            return handler.onCrashed(received);
        });
    }

    private Handed decoded(ConsumerRecord<byte[], byte[]> record, Function<Received<T>, CompletionStage<?>> next) {
        T value;
        try {
            if (record.value() == null) {
                throw new CodedException(ErrorCode.MESSAGE_UNDECODABLE, "the record has no value");
            }
            value = decoder.decode(record.value());
        } catch (Exception e) {
            CodedException error = Failures.coded(e)
                    .orElseGet(
                            () -> new CodedException(ErrorCode.MESSAGE_UNDECODABLE, String.valueOf(e.getMessage()), e));
            return new Handed(LogSubject.NONE, deadLetters.send(record, error));
        }
        TraceContext writer = TracedRecords.trace(record);
        Span span = TracedRecords.begin(tracing, record, writer);
        TraceContext trace = span.context().present() ? span.context() : writer;
        LogSubject subject = handler.subject(value).in(span.context());
        TracedRecords.about(span, subject);
        try (var lines = LogContext.of(subject)) {
            CompletionStage<?> answer = next.apply(new Received<>(
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    TracedRecords.key(record),
                    value,
                    Instant.ofEpochMilli(record.timestamp()),
                    trace));
            return new Handed(subject, answer.whenComplete((done, e) -> TracedRecords.end(span, e)));
        } catch (RuntimeException e) {
            TracedRecords.end(span, e);
            return new Handed(subject, CompletableFuture.failedFuture(e));
        }
    }
}
