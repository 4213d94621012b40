package macaw.chassis.logs;

import org.jboss.logging.MDC;

/**
 * Names the run and the rollout that this thread works on, in every log line until it is closed:
 *
 * <pre>try (var context = LogContext.rollout(runId, rolloutId)) { … }</pre>
 */
public final class LogContext implements AutoCloseable {
    private static final String RUN = "run_id";
    private static final String ROLLOUT = "rollout_id";

    private LogContext() {}

    /** Lines about a run. */
    public static LogContext run(String runId) {
        MDC.put(RUN, runId);
        return new LogContext();
    }

    /** Lines about a rollout of a run. */
    public static LogContext rollout(String runId, String rolloutId) {
        MDC.put(RUN, runId);
        MDC.put(ROLLOUT, rolloutId);
        return new LogContext();
    }

    @Override
    public void close() {
        MDC.remove(RUN);
        MDC.remove(ROLLOUT);
    }
}
