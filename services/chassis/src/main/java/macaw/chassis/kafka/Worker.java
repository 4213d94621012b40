package macaw.chassis.kafka;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import macaw.chassis.errors.Failures;
import macaw.chassis.kafka.HandOver.Handed;
import macaw.chassis.logs.LogContext;
import macaw.chassis.logs.LogSubject;
import macaw.chassis.tracing.Tracing;
import macaw.errors.CodedException;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads a topic as one of a group: polls, decodes, hands over, commits. Per partition only the contiguous prefix of finished records is
 * committed. At most {@code inFlight} records are handed over at once, and while records wait their partitions are paused. What the process
 * died of twice is not handed over again ({@link CrashJournal}); what it died of once is handed over alone, so that no other record shares the
 * blame of a second death. All state belongs to the worker's own thread; handlers finish on any thread.
 */
public final class Worker<T> {
    private static final Logger LOG = Logger.getLogger(Worker.class);
    private static final int FATAL_DEATHS = 2;
    private static final Duration COMMIT_PAUSE = Duration.ofMillis(100);
    private static final Duration IDLE_POLL = Duration.ofMillis(500);
    private static final Duration RECONNECT = Duration.ofSeconds(2);
    private static final Duration AFTER_NAMESAKE = Duration.ofMinutes(1);
    private static final Duration LEAVING = Duration.ofSeconds(3);

    private final KafkaConnection connection;
    private final Settings settings;
    private final HandOver<T> handOver;
    private final DeadLetters deadLetters;
    private final InstantSource clock;

    private final Thread thread;
    private final Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final AtomicLong lag = new AtomicLong();
    private volatile @Nullable Consumer<byte[], byte[]> polling;
    private volatile Instant stopAt = Instant.MAX;

    private final Map<TopicPartition, Lane> lanes = new LinkedHashMap<>();
    private int inFlight;
    private boolean suspectInFlight;
    private boolean interrupted;
    private Instant lastCommit = Instant.MIN;

    /**
     * What to read, and how much at once.
     *
     * @param topic full name
     * @param group consumer group
     * @param inFlight most records handed over and not finished
     * @param journal file of the {@link CrashJournal}
     */
    public record Settings(String topic, String group, int inFlight, Path journal) {
        /** Refuses a bound below 1. */
        public Settings {
            if (inFlight < 1) {
                throw new IllegalArgumentException("inFlight must be >= 1, was " + inFlight);
            }
        }
    }

    private record Outcome(
            Lane lane,
            ConsumerRecord<byte[], byte[]> record,
            boolean suspect,
            LogSubject subject,
            @Nullable Throwable failure) {}

    /** A worker that does nothing until it is started. */
    public Worker(
            KafkaConnection connection,
            Settings settings,
            Decoder<T> decoder,
            RecordHandler<T> handler,
            DeadLetters deadLetters,
            InstantSource clock,
            Tracing tracing) {
        this.connection = connection;
        this.settings = settings;
        this.handOver = new HandOver<>(decoder, handler, deadLetters, tracing);
        this.deadLetters = deadLetters;
        this.clock = clock;
        this.thread = Thread.ofPlatform().name("kafka-" + settings.topic()).unstarted(this::run);
    }

    /** Begins; a broker that does not answer is waited for. */
    public void start() {
        thread.start();
    }

    /** Full name of the topic. */
    public String topic() {
        return settings.topic();
    }

    /** Records of the assigned partitions that are not finished: what the broker holds beyond our position, and what is open here. */
    public long lag() {
        return lag.get();
    }

    /** Stops taking, waits until what is in flight is finished or the bound is over, commits and leaves. */
    public void close(Duration bound) {
        stopAt = clock.instant().plus(bound);
        stopping.countDown();
        wake();
        try {
            thread.join(bound.plus(RECONNECT));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean stopped() {
        return stopping.getCount() == 0;
    }

    private boolean drained() {
        return stopped() && (inFlight == 0 || !clock.instant().isBefore(stopAt));
    }

    private void wake() {
        Consumer<byte[], byte[]> current = polling;
        if (current != null) {
            current.wakeup();
        }
    }

    private void run() {
        try (CrashJournal journal = CrashJournal.open(settings.journal())) {
            while (!drained()) {
                try (var consumer = new KafkaConsumer<byte[], byte[]>(
                        connection.member(settings.group(), settings.topic(), settings.inFlight()))) {
                    consumer.subscribe(List.of(settings.topic()), new Rebalance(consumer));
                    while (!drained()) {
                        turn(consumer, journal);
                    }
                    commitNow(consumer);
                    leave(consumer);
                } catch (FencedInstanceIdException e) {
                    // Whoever came later goes on; to come back at once would only take the partitions from it in turn.
                    LOG.errorf(
                            "Another process reads %s under the name of this one. Have they one MACAW_STATE_DIR?",
                            settings.topic());
                    lanes.clear();
                    pause(AFTER_NAMESAKE);
                } catch (KafkaException e) {
                    // BrokerWatch says how long it lasts.
                    LOG.logf(
                            interrupted ? Logger.Level.DEBUG : Logger.Level.WARN,
                            "Reading %s is interrupted, trying again: %s",
                            settings.topic(),
                            AckedProducer.rootMessage(e));
                    interrupted = true;
                    lanes.clear();
                    pause(RECONNECT);
                }
            }
        } catch (RuntimeException | Error e) {
            LOG.errorf(e, "Reading %s has ended", settings.topic());
            throw e;
        }
    }

    private void turn(Consumer<byte[], byte[]> consumer, CrashJournal journal) {
        apply(journal);
        if (!stopped()) {
            handOver(journal);
        }
        commit(consumer);
        lanes.forEach((partition, lane) -> {
            if (lane.full() || stopped()) {
                consumer.pause(List.of(partition));
            } else {
                consumer.resume(List.of(partition));
            }
        });
        measureLag(consumer);
        try {
            polling = consumer;
            for (var record : consumer.poll(outcomes.isEmpty() ? patience() : Duration.ZERO)) {
                Lane lane = lanes.get(new TopicPartition(record.topic(), record.partition()));
                if (lane != null && lane.polled(record)) {
                    journal.first(position(record));
                }
            }
        } catch (WakeupException e) {
            // An outcome came in, or the end.
        } finally {
            polling = null;
        }
    }

    private Duration patience() {
        boolean soon = lanes.values().stream()
                .anyMatch(lane -> lane.full() || lane.toCommit().isPresent());
        return soon ? COMMIT_PAUSE : IDLE_POLL;
    }

    private void handOver(CrashJournal journal) {
        var taken = new ArrayList<Outcome>();
        boolean found = true;
        // One of each partition in turn, so that none waits for another.
        while (found && inFlight < settings.inFlight() && !suspectInFlight) {
            found = false;
            for (Lane lane : lanes.values()) {
                var next = lane.peek(clock.instant());
                if (next.isEmpty() || inFlight >= settings.inFlight() || suspectInFlight) {
                    continue;
                }
                int deaths = journal.deaths(position(next.get()));
                boolean suspect = deaths > 0 && deaths < FATAL_DEATHS;
                if (suspect && inFlight > 0) {
                    continue;
                }
                lane.take();
                inFlight++;
                suspectInFlight = suspect;
                found = true;
                var outcome = new Outcome(lane, next.get(), suspect, LogSubject.NONE, null);
                if (deaths < FATAL_DEATHS) {
                    taken.add(outcome);
                } else {
                    finishLater(outcome, handOver.crashed(next.get()));
                }
            }
        }
        if (!taken.isEmpty()) {
            journal.begin(taken.stream().map(each -> position(each.record())).toList());
            taken.forEach(each -> finishLater(each, handOver.handle(each.record())));
        }
    }

    private void finishLater(Outcome each, Handed handed) {
        handed.answer().whenComplete((ignored, failure) -> {
            outcomes.add(new Outcome(each.lane(), each.record(), each.suspect(), handed.subject(), failure));
            wake();
        });
    }

    private void apply(CrashJournal journal) {
        for (Outcome outcome = outcomes.poll(); outcome != null; outcome = outcomes.poll()) {
            var record = outcome.record();
            inFlight--;
            suspectInFlight &= !outcome.suspect();
            journal.end(position(record));
            // A partition that went to somebody else meanwhile is theirs to finish.
            boolean ours = lanes.containsValue(outcome.lane());
            if (!ours) {
                continue;
            }
            if (outcome.failure() == null) {
                outcome.lane().finished(record.offset());
                continue;
            }
            try (var lines = LogContext.of(outcome.subject())) {
                failed(outcome, Failures.codedOrInternal(outcome.failure()));
            }
        }
    }

    private void failed(Outcome outcome, CodedException error) {
        var record = outcome.record();
        if (error.code().kind().retryable()) {
            Duration pause = outcome.lane().failed(record, clock.instant());
            LOG.warnf("%s-%d waits %d ms: %s", record.topic(), record.partition(), pause.toMillis(), error);
        } else {
            inFlight++;
            finishLater(
                    new Outcome(outcome.lane(), record, false, outcome.subject(), null),
                    new Handed(outcome.subject(), deadLetters.send(record, error)));
        }
    }

    private void commit(Consumer<byte[], byte[]> consumer) {
        Instant now = clock.instant();
        Map<TopicPartition, OffsetAndMetadata> offsets = committable(lanes.keySet());
        if (!offsets.isEmpty() && !now.isBefore(lastCommit.plus(COMMIT_PAUSE))) {
            lastCommit = now;
            consumer.commitAsync(offsets, (done, e) -> {
                if (e == null) {
                    remember(done);
                } else if (!(e instanceof RetriableException)) {
                    LOG.warnf("Commit of %s failed, the records will come again: %s", settings.topic(), e.getMessage());
                }
            });
        }
    }

    private void commitNow(Consumer<byte[], byte[]> consumer) {
        Map<TopicPartition, OffsetAndMetadata> offsets = committable(lanes.keySet());
        if (offsets.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(offsets, Duration.ofSeconds(3));
            remember(offsets);
        } catch (WakeupException e) {
            // The wake-up was meant for a poll that had ended already.
            consumer.commitSync(offsets, Duration.ofSeconds(3));
        } catch (RebalanceInProgressException e) {
            LOG.infof("Commit of %s fell into a rebalance, the records will come again", settings.topic());
        }
    }

    /**
     * A member with a name of its own stays in the group when it closes, and its partitions would wait out the session for it to come back. After
     * a crash that is wanted; an orderly end may be a scale-down or a pod that is replaced by one of another name, so the others get them now.
     */
    private void leave(Consumer<byte[], byte[]> consumer) {
        consumer.close(CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                .withTimeout(LEAVING));
    }

    private Map<TopicPartition, OffsetAndMetadata> committable(Collection<TopicPartition> partitions) {
        var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
        for (TopicPartition partition : partitions) {
            Lane lane = lanes.get(partition);
            if (lane != null && lane.toCommit().isPresent()) {
                offsets.put(partition, new OffsetAndMetadata(lane.toCommit().getAsLong()));
            }
        }
        return offsets;
    }

    private void remember(Map<TopicPartition, OffsetAndMetadata> done) {
        done.forEach((partition, offset) -> {
            Lane lane = lanes.get(partition);
            if (lane != null) {
                lane.committed(offset.offset());
            }
        });
    }

    private void measureLag(Consumer<byte[], byte[]> consumer) {
        long sum = 0;
        for (var each : lanes.entrySet()) {
            sum += consumer.currentLag(each.getKey()).orElse(0)
                    + each.getValue().open();
        }
        lag.set(sum);
    }

    private void pause(Duration length) {
        try {
            boolean ended = stopping.await(length.toMillis(), TimeUnit.MILLISECONDS);
            if (ended) {
                stopAt = clock.instant();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static CrashJournal.Position position(ConsumerRecord<byte[], byte[]> record) {
        return new CrashJournal.Position(record.topic(), record.partition(), record.offset(), record.timestamp());
    }

    private final class Rebalance implements ConsumerRebalanceListener {
        private final Consumer<byte[], byte[]> consumer;

        Rebalance(Consumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            LOG.infof("Reading %s", partitions);
            interrupted = false;
            partitions.forEach(partition -> lanes.put(partition, new Lane()));
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            try {
                commitNow(consumer);
            } catch (KafkaException e) {
                LOG.warnf("Commit of %s failed, the records will come again: %s", settings.topic(), e.getMessage());
            }
            partitions.forEach(lanes::remove);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            partitions.forEach(lanes::remove);
        }
    }
}
