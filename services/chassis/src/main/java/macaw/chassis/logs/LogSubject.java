package macaw.chassis.logs;

/**
 * What log lines are about: a rollout, a run, or neither.
 *
 * @param runId empty where it is no run
 * @param rolloutId empty where it is no single rollout
 */
public record LogSubject(String runId, String rolloutId) {
    /** No run and no rollout. */
    public static final LogSubject NONE = new LogSubject("", "");
}
