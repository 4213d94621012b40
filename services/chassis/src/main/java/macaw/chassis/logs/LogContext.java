package macaw.chassis.logs;

import java.util.Objects;
import java.util.concurrent.ThreadFactory;
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

    private final LogSubject before;

    private LogContext(LogSubject before) {
        this.before = before;
    }

    /** Lines about a run. */
    public static LogContext run(String runId) {
        return of(new LogSubject(runId, ""));
    }

    /** Lines about a rollout of a run. */
    public static LogContext rollout(String runId, String rolloutId) {
        return of(new LogSubject(runId, rolloutId));
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
        return new LogSubject(Objects.toString(MDC.get(RUN), ""), Objects.toString(MDC.get(ROLLOUT), ""));
    }

    private static void name(LogSubject subject) {
        name(RUN, subject.runId());
        name(ROLLOUT, subject.rolloutId());
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
