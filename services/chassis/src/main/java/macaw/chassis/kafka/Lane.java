package macaw.chassis.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Queue;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** One assigned partition: what waits, what is to be handed over again and when, and what may be committed. Owned by the worker's thread. */
final class Lane {
    static final Duration FIRST_RETRY = Duration.ofMillis(200);
    static final Duration LONGEST_RETRY = Duration.ofSeconds(30);

    private final Deque<ConsumerRecord<byte[], byte[]>> waiting = new ArrayDeque<>();
    private final Queue<ConsumerRecord<byte[], byte[]>> again =
            new PriorityQueue<>(Comparator.comparingLong(ConsumerRecord::offset));
    private final ContiguousOffsets offsets = new ContiguousOffsets();
    private OptionalLong committed = OptionalLong.empty();
    private boolean begun;
    private int failuresInARow;
    private Instant retryAt = Instant.MIN;

    /** Takes in a record; whether it is the first. */
    boolean polled(ConsumerRecord<byte[], byte[]> record) {
        boolean first = !begun;
        begun = true;
        offsets.started(record.offset());
        waiting.add(record);
        return first;
    }

    /** The next record to hand over: what failed first, and nothing else until that has gone well. */
    Optional<ConsumerRecord<byte[], byte[]>> peek(Instant now) {
        if (failuresInARow > 0) {
            return now.isBefore(retryAt) ? Optional.empty() : Optional.ofNullable(again.peek());
        }
        return Optional.ofNullable(again.isEmpty() ? waiting.peek() : again.peek());
    }

    void take() {
        if (again.poll() == null) {
            waiting.remove();
        }
    }

    void finished(long offset) {
        offsets.finished(offset);
        failuresInARow = 0;
    }

    /** An infrastructure error: the record stays, and the partition with it. */
    Duration failed(ConsumerRecord<byte[], byte[]> record, Instant now) {
        again.add(record);
        Duration pause = FIRST_RETRY.multipliedBy(1L << Math.min(failuresInARow, 16));
        pause = pause.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : pause;
        failuresInARow++;
        retryAt = now.plus(pause);
        return pause;
    }

    /** Whether polling more of this partition would only fill memory. */
    boolean full() {
        return failuresInARow > 0 || !waiting.isEmpty() || !again.isEmpty();
    }

    /** The offset to commit, when it is further than the one committed last. */
    OptionalLong toCommit() {
        OptionalLong next = offsets.committable();
        return next.isPresent() && !next.equals(committed) ? next : OptionalLong.empty();
    }

    void committed(long offset) {
        committed = OptionalLong.of(offset);
    }

    /** Records polled and not finished. */
    int open() {
        return offsets.open();
    }
}
