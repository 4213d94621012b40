package macaw.chassis.logs;

import macaw.chassis.tracing.TraceContext;

/**
 * What log lines are about: a rollout, a run, or neither; and the span that they are written in.
 *
 * @param runId empty where it is no run
 * @param rolloutId empty where it is no single rollout
 * @param trace NONE where it is in no span
 */
public record LogSubject(String runId, String rolloutId, TraceContext trace) {
    /** No run, no rollout and no span. */
    public static final LogSubject NONE = new LogSubject("", "");

    /** In no span. */
    public LogSubject(String runId, String rolloutId) {
        this(runId, rolloutId, TraceContext.NONE);
    }

    /** The same in that span. */
    public LogSubject in(TraceContext span) {
        return new LogSubject(runId, rolloutId, span);
    }
}
