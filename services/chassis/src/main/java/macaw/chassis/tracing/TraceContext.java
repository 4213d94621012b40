package macaw.chassis.tracing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which span something belongs to, as W3C Trace Context writes it; it travels in Kafka headers and in metadata, never in a message, so that no
 * fingerprint and no weight depends on it.
 *
 * @param traceId 32 hexadecimal digits; empty for {@link #NONE}
 * @param spanId 16 hexadecimal digits; empty where the trace has no span yet, see {@link #traceOf}
 * @param sampled whether the trace is recorded
 */
public record TraceContext(String traceId, String spanId, boolean sampled) {
    /** The name of the header. */
    public static final String HEADER = "traceparent";
    /** No trace. */
    public static final TraceContext NONE = new TraceContext("", "", false);

    private static final int TRACE_BYTES = 16;
    private static final Pattern TRACEPARENT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

    /**
     * A trace of its own for whatever has that id: its trace id is a hash of it. So all that is ever done for a rollout is in one trace,
     * whoever asks for it again after whichever restart, and its trace can be looked up by its id.
     */
    public static TraceContext traceOf(String id) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
            return new TraceContext(HexFormat.of().formatHex(hash, 0, TRACE_BYTES), "", false);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** What a header says; NONE where it is absent or malformed: a caller's mistake there is no reason to refuse its request. */
    public static TraceContext parse(@Nullable String traceparent) {
        if (traceparent == null) {
            return NONE;
        }
        Matcher parts = TRACEPARENT.matcher(traceparent);
        if (!parts.matches() || (traceparent.startsWith("00") && parts.group(4) != null)) {
            return NONE;
        }
        return new TraceContext(parts.group(1), parts.group(2), (Integer.parseInt(parts.group(3), 16) & 1) == 1);
    }

    /** Whether it names a span. */
    public boolean present() {
        return !spanId.isEmpty();
    }

    /** As the header has it. */
    public String header() {
        return "00-" + traceId + "-" + spanId + (sampled ? "-01" : "-00");
    }
}
