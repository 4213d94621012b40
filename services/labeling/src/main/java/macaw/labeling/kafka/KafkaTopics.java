package macaw.labeling.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import macaw.chassis.kafka.KafkaConnection;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.outbox.Entry;
import macaw.labeling.outbox.Topics;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.jspecify.annotations.Nullable;

/**
 * The topics {@code demonstrations} and {@code comparisons} of each namespace. Written in transactions of one writer, so that what a dispatcher
 * still had under way when it lost its turn is refused by the broker and cannot come after what its successor sends.
 */
public final class KafkaTopics implements Topics, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final KafkaConnection connection;
    private final String writer;
    private @Nullable Producer<byte[], byte[]> producer;

    /** @param writer one name for all replicas that share an outbox */
    public KafkaTopics(KafkaConnection connection, String writer) {
        this.connection = connection;
        this.writer = writer;
    }

    @Override
    public void begin() {
        if (producer != null) {
            // the latest writer, or refused at its first word
            return;
        }
        Producer<byte[], byte[]> fresh = null;
        try {
            fresh = new KafkaProducer<>(connection.soleWriter("outbox", writer, PATIENCE));
            fresh.initTransactions();
            producer = fresh;
        } catch (KafkaException e) {
            if (fresh != null) {
                fresh.close(Duration.ZERO);
            }
            throw unavailable(e);
        }
    }

    @Override
    public void send(List<Entry> entries) {
        Producer<byte[], byte[]> current = producer;
        if (current == null) {
            throw new IllegalStateException("begin() comes first");
        }
        try {
            current.beginTransaction();
            for (Entry entry : entries) {
                current.send(record(entry));
            }
            current.commitTransaction();
        } catch (KafkaException e) {
            close();
            throw superseded(e) ? new Superseded(e) : unavailable(e);
        }
    }

    private static boolean superseded(KafkaException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProducerFencedException || cause instanceof InvalidProducerEpochException) {
                return true;
            }
        }
        return false;
    }

    private static ProducerRecord<byte[], byte[]> record(Entry entry) {
        return new ProducerRecord<>(
                macaw.topics.Topics.of(entry.namespace()).fullName(entry.topic()),
                entry.key().getBytes(StandardCharsets.UTF_8),
                entry.value().orElse(null));
    }

    private static CodedException unavailable(KafkaException e) {
        return new CodedException(ErrorCode.BROKER_UNAVAILABLE, String.valueOf(e.getMessage()), e);
    }

    /** Gives up what is under way. */
    @Override
    public void close() {
        Producer<byte[], byte[]> current = producer;
        producer = null;
        if (current != null) {
            current.close(Duration.ZERO);
        }
    }
}
