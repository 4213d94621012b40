package macaw.chassis.kafka;

import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What of one partition may be committed: everything before the first record that is not finished. Offsets may have gaps (compaction,
 * transactions), so the order is that of the records seen, not of the numbers.
 */
final class ContiguousOffsets {
    private final NavigableMap<Long, Boolean> finishedByOffset = new TreeMap<>();
    private OptionalLong committable = OptionalLong.empty();

    /** A record was polled; offsets come in ascending order. */
    void started(long offset) {
        if (!finishedByOffset.isEmpty() && offset <= finishedByOffset.lastKey()) {
            throw new IllegalArgumentException("offset must be > " + finishedByOffset.lastKey() + ", was " + offset);
        }
        finishedByOffset.put(offset, false);
    }

    /** A record is finished and what it caused is acknowledged. */
    void finished(long offset) {
        if (finishedByOffset.replace(offset, true) == null) {
            throw new IllegalArgumentException("offset " + offset + " was never started or is committed already");
        }
        while (!finishedByOffset.isEmpty() && finishedByOffset.firstEntry().getValue()) {
            committable = OptionalLong.of(finishedByOffset.pollFirstEntry().getKey() + 1);
        }
    }

    /** The offset to commit, that is of the next record to read; empty while the first record is not finished. */
    OptionalLong committable() {
        return committable;
    }

    /** Records polled and not yet covered by {@link #committable()}. */
    int open() {
        return finishedByOffset.size();
    }
}
