package macaw.chassis.logs;

import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import macaw.chassis.tracing.TraceContext;
import org.jboss.logging.MDC;

/**
 * Names the run and the rollout that this thread works on, in every log line until it is closed; then lines are again about what they were
 * about before:
 *
 * <pre>try (var lines = LogContext.rollout(runId, rolloutId)) { … }</pre>
 */
public final class LogContext implements AutoCloseable {
    private static final String RUN = "run_id";
    private static final String ROLLOUT = "rollout_id";
    // As OpenTelemetry's instrumentations of log libraries name them.
    private static final String TRACE = "traceId";
    private static final String SPAN = "spanId";
    private static final String SAMPLED = "sampled";

    private final LogSubject before;

    private LogContext(LogSubject before) {
        this.before = before;
    }

    /** Lines about a run, in the span they are in. */
    public static LogContext run(String runId) {
        return of(new LogSubject(runId, "", current().trace()));
    }

    /** Lines about a rollout of a run, in the span they are in. */
    public static LogContext rollout(String runId, String rolloutId) {
        return of(new LogSubject(runId, rolloutId, current().trace()));
    }

    /** Lines about what they are about, in that span. */
    public static LogContext span(TraceContext span) {
        return of(current().in(span));
    }

    /** Lines about that. */
    public static LogContext of(LogSubject subject) {
        LogContext context = new LogContext(current());
        name(subject);
        return context;
    }

    /** Threads whose lines are not about what the thread that makes them works on: they outlive it, and would inherit it for ever. */
    public static ThreadFactory unrelated(ThreadFactory threads) {
        return task -> threads.newThread(() -> {
            try (LogContext lines = of(LogSubject.NONE)) {
                task.run();
            }
        });
    }

    /** What this thread's lines are about now, to be handed to a thread that works on the same. */
    public static LogSubject current() {
        return new LogSubject(text(RUN), text(ROLLOUT), trace());
    }

    private static TraceContext trace() {
        String span = text(SPAN);
        return span.isEmpty()
                ? TraceContext.NONE
                : new TraceContext(text(TRACE), span, Boolean.parseBoolean(text(SAMPLED)));
    }

    private static String text(String field) {
        return Objects.toString(MDC.get(field), "");
    }

    private static void name(LogSubject subject) {
        name(RUN, subject.runId());
        name(ROLLOUT, subject.rolloutId());
        TraceContext trace = subject.trace();
        name(TRACE, trace.traceId());
        name(SPAN, trace.spanId());
        name(SAMPLED, trace.present() ? Boolean.toString(trace.sampled()) : "");
    }

    private static void name(String field, String id) {
        if (id.isEmpty()) {
            MDC.remove(field);
        } else {
            MDC.put(field, id);
        }
    }

    @Override
    public void close() {
        name(before);
    }
}
