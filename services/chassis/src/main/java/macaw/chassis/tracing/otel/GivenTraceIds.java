package macaw.chassis.tracing.otel;

import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Random ids, but for a trace whose id is given; these random numbers are the SDK's own and meet no draw of a run. */
final class GivenTraceIds implements IdGenerator {
    private final ThreadLocal<@Nullable String> given = new ThreadLocal<>();

    /** What begins a trace in there begins the one with this id. */
    <T> T within(String traceId, Supplier<T> begin) {
        given.set(traceId);
        try {
            return begin.get();
        } finally {
            given.remove();
        }
    }

    @Override
    public String generateTraceId() {
        String traceId = given.get();
        return traceId == null ? IdGenerator.random().generateTraceId() : traceId;
    }

    @Override
    public String generateSpanId() {
        return IdGenerator.random().generateSpanId();
    }
}
