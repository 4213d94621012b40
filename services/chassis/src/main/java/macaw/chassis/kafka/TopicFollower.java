package macaw.chassis.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import macaw.chassis.errors.Failures;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads a compacted topic from its beginning and goes on for ever: every process has the whole of it. A record that the decoder refuses is
 * logged, counted under its code (MESSAGE_UNDECODABLE where it has none) and skipped (each start of each replica meets it again, so it is not copied to dead-letter each time). While the
 * listener answers with a retryable error the follower stays at that record.
 */
public final class TopicFollower<T> {
    private static final Logger LOG = Logger.getLogger(TopicFollower.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final KafkaConnection connection;
    private final String topic;
    private final Decoder<T> decoder;
    private final Listener<T> listener;
    private final DeadLetters deadLetters;
    private final Thread thread;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile boolean caughtUp;
    private boolean interrupted;
    private boolean newerRevisionMet;
    private volatile @Nullable Consumer<byte[], byte[]> polling;

    /** What a service does with the records; called on the follower's thread, where it may block. */
    @FunctionalInterface
    public interface Listener<T> {
        /** The key now means this value, or nothing any more. */
        void changed(String key, Optional<T> value);
    }

    /** A follower that does nothing until it is started. */
    public TopicFollower(
            KafkaConnection connection,
            String topic,
            Decoder<T> decoder,
            Listener<T> listener,
            DeadLetters deadLetters) {
        this.connection = connection;
        this.topic = topic;
        this.decoder = decoder;
        this.listener = listener;
        this.deadLetters = deadLetters;
        this.thread = Thread.ofPlatform().daemon().name("kafka-follow-" + topic).unstarted(this::run);
    }

    /** Begins; a broker or a topic that is not there is waited for. */
    public void start() {
        thread.start();
    }

    /** Whether everything that was in the topic at the start has been told to the listener. */
    public boolean caughtUp() {
        return caughtUp;
    }

    /** Full name of the topic. */
    public String topic() {
        return topic;
    }

    /** Stops. */
    public void close() {
        stopping.countDown();
        Consumer<byte[], byte[]> current = polling;
        if (current != null) {
            current.wakeup();
        }
        try {
            thread.join(RETRY.multipliedBy(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean stopped() {
        return stopping.getCount() == 0;
    }

    private void run() {
        var position = new HashMap<TopicPartition, Long>();
        while (!stopped()) {
            try (var consumer = new KafkaConsumer<byte[], byte[]>(connection.reader("follow-" + topic))) {
                polling = consumer;
                follow(consumer, position);
            } catch (WakeupException e) {
                // The end.
            } catch (KafkaException | CodedException e) {
                // BrokerWatch says how long it lasts.
                LOG.logf(
                        interrupted ? Logger.Level.DEBUG : Logger.Level.WARN,
                        "Following %s is interrupted, trying again: %s",
                        topic,
                        AckedProducer.rootMessage(e));
                interrupted = true;
                pause();
            } finally {
                polling = null;
            }
        }
    }

    /** Goes on where an earlier connection ended, so that a broker's restart does not tell everything again. */
    private void follow(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> position) {
        List<TopicPartition> partitions = partitions(consumer);
        consumer.assign(partitions);
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        partitions.forEach(partition -> {
            long known = position.getOrDefault(partition, 0L);
            // A topic made anew ends before our position: then from its beginning.
            boolean madeAnew = known > ends.getOrDefault(partition, 0L);
            consumer.seek(partition, madeAnew ? 0 : Math.max(known, beginnings.getOrDefault(partition, 0L)));
        });
        while (!stopped()) {
            interrupted = false;
            for (var record : consumer.poll(POLL)) {
                tell(record);
                position.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
            }
            if (!caughtUp
                    && partitions.stream().allMatch(each -> consumer.position(each) >= ends.getOrDefault(each, 0L))) {
                caughtUp = true;
                LOG.infof("Caught up with %s", topic);
            }
        }
    }

    private List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer) {
        List<PartitionInfo> found = consumer.partitionsFor(topic, Duration.ofSeconds(5));
        if (found == null || found.isEmpty()) {
            throw new TimeoutException("topic " + topic + " does not exist");
        }
        return found.stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }

    private void tell(ConsumerRecord<byte[], byte[]> record) {
        String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        Optional<T> value;
        try {
            value = record.value() == null ? Optional.empty() : Optional.of(decoder.decode(record.value()));
        } catch (Exception e) {
            CodedException undecodable =
                    new CodedException(ErrorCode.MESSAGE_UNDECODABLE, String.valueOf(e.getMessage()), e);
            skip(record, Failures.coded(e).orElse(undecodable));
            return;
        }
        while (!stopped()) {
            try {
                listener.changed(key, value);
                return;
            } catch (RuntimeException e) {
                CodedException error = Failures.codedOrInternal(e);
                if (!error.code().kind().retryable()) {
                    skip(record, error);
                    return;
                }
                LOG.warnf("%s-%d@%d waits: %s", record.topic(), record.partition(), record.offset(), error);
                pause();
            }
        }
    }

    private void skip(ConsumerRecord<byte[], byte[]> record, CodedException error) {
        // a writer that is newer than this process sends many such records: the first is told, all are counted
        boolean known = error.code() == ErrorCode.REVISION_UNSUPPORTED && newerRevisionMet;
        newerRevisionMet |= error.code() == ErrorCode.REVISION_UNSUPPORTED;
        LOG.logf(
                known ? Logger.Level.DEBUG : Logger.Level.ERROR,
                "Skipped %s-%d@%d: %s",
                record.topic(),
                record.partition(),
                record.offset(),
                error);
        deadLetters.count(record.topic(), error);
    }

    private void pause() {
        try {
            boolean ended = stopping.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
            LOG.debugf("%s: ended %s", topic, ended);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
