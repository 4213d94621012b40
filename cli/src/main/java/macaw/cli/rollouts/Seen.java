package macaw.cli.rollouts;

import java.time.Instant;

/**
 * A record that was found.
 *
 * @param topic short name
 * @param at when its writer wrote it
 * @param trace the trace id in its header; empty where it has none
 * @param value what its bytes mean
 */
public record Seen<T>(String topic, int partition, long offset, Instant at, String trace, T value) {
    /** Where it is: {@code prompts 3@17}. */
    public String place() {
        return topic + " " + partition + "@" + offset;
    }
}
