package macaw.trainer.settings;

/** Over which tokens advantages are whitened. */
public enum WhiteningScope {
    /** All of the iteration, once (TRL). */
    ITERATION,
    /** Those of each minibatch (lm-human-preferences). */
    MINIBATCH
}
