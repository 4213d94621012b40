package macaw.trainer.settings;

/** Over what scores are brought to mean 0 and deviation 1. */
public enum ScoreNormalisation {
    /** They stay. */
    NONE,
    /** Over those of the iteration. */
    ITERATION,
    /** Over those of all iterations so far (Zheng et al. 2023, "Secrets of RLHF", part I). */
    RUNNING
}
