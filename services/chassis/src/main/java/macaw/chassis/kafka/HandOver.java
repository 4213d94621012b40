package macaw.chassis.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import macaw.chassis.errors.Failures;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/** From bytes to the handler's answer; what cannot be decoded is answered by dead-letter instead. */
record HandOver<T>(Decoder<T> decoder, RecordHandler<T> handler, DeadLetters deadLetters) {
    private static final Logger LOG = Logger.getLogger(HandOver.class);

    CompletionStage<?> handle(ConsumerRecord<byte[], byte[]> record) {
        return decoded(record, handler::handle);
    }

    CompletionStage<?> crashed(ConsumerRecord<byte[], byte[]> record) {
        LOG.errorf(
                "%s-%d@%d was in flight at two deaths of this process",
                record.topic(), record.partition(), record.offset());
        return decoded(record, handler::onCrashed);
    }

    private CompletionStage<?> decoded(
            ConsumerRecord<byte[], byte[]> record, Function<Received<T>, CompletionStage<?>> next) {
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
            return deadLetters.send(record, error);
        }
        try {
            String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
            return next.apply(new Received<>(
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    key,
                    value,
                    Instant.ofEpochMilli(record.timestamp())));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
