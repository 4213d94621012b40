package macaw.trainer.runs;

/**
 * How far a run is.
 *
 * @param step steps done, in the run's own unit
 * @param total steps in all; 0 where not known yet
 * @param unit "step" or "iteration"
 * @param activity what it does now, for a person
 */
public record RunProgress(long step, long total, String unit, String activity) {}
