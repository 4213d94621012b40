package macaw.chassis.kafka;

import java.time.Instant;

/**
 * A record that was decoded.
 *
 * @param topic full name
 * @param partition its partition
 * @param offset its offset
 * @param key as text; empty where the record has none
 * @param value what its bytes mean
 * @param timestamp when its writer sent it
 */
public record Received<T>(String topic, int partition, long offset, String key, T value, Instant timestamp) {}
