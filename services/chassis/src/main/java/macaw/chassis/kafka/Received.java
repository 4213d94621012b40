package macaw.chassis.kafka;

import java.time.Instant;
import macaw.chassis.tracing.TraceContext;

/**
 * A record that was decoded.
 *
 * @param topic full name
 * @param partition its partition
 * @param offset its offset
 * @param key as text; empty where the record has none
 * @param value what its bytes mean
 * @param timestamp when its writer sent it
 * @param trace the span in which it is handled, for what it causes; where nothing is traced here, what its header says
 */
public record Received<T>(
        String topic, int partition, long offset, String key, T value, Instant timestamp, TraceContext trace) {}
