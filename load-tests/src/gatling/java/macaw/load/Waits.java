package macaw.load;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Milliseconds that answers took, by who asked. Thread-safe. */
final class Waits {
    private final Map<String, Queue<Integer>> millis = new ConcurrentHashMap<>();

    void add(String who, int took) {
        millis.computeIfAbsent(who, key -> new ConcurrentLinkedQueue<>()).add(took);
    }

    int count(String who) {
        return sorted(who).length;
    }

    /** By nearest rank; of at least one answer. */
    int percentile(String who, int percent) {
        int[] sorted = sorted(who);
        return sorted[Math.ceilDiv(sorted.length * percent, 100) - 1];
    }

    private int[] sorted(String who) {
        return millis.getOrDefault(who, new ConcurrentLinkedQueue<>()).stream()
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
    }
}
