package macaw.trainer.settings;

/** Estimators of a KL divergence from drawn tokens (Schulman 2020, "Approximating KL divergence"). */
public enum KlEstimator {
    /** The difference of log-probabilities: unbiased, noisy. */
    K1,
    /** Half its square: biased, never negative. */
    K2,
    /** Unbiased and never negative. */
    K3
}
