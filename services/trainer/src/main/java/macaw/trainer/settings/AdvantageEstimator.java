package macaw.trainer.settings;

/** How much better than expected a token is said to be. */
public enum AdvantageEstimator {
    /** Generalised advantage estimation over a value model (Schulman et al. 2016). */
    GAE,
    /** An answer's reward less the mean of its siblings' (Ahmadian et al. 2024); no value model. */
    RLOO,
    /** An answer's reward in units of its prompt's answers (Shao et al. 2024); no value model. */
    GRPO;

    /** Whether a prompt's answers are measured against each other, so that there is no value model. */
    public boolean ofGroups() {
        return this != GAE;
    }
}
