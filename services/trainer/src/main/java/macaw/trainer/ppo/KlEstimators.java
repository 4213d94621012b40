package macaw.trainer.ppo;

/**
 * Estimators of KL(π ‖ π_ref) from tokens drawn from π, with log r = log π_ref − log π: k1 = −log r (unbiased, noisy), k2 = (log r)²/2 (biased, never
 * negative), k3 = r − 1 − log r (unbiased, never negative). Schulman 2020, "Approximating KL divergence".
 */
final class KlEstimators {
    private KlEstimators() {}

    static double k1(double logp, double referenceLogp) {
        return logp - referenceLogp;
    }

    static double k2(double logp, double referenceLogp) {
        double logRatio = referenceLogp - logp;
        return logRatio * logRatio / 2;
    }

    static double k3(double logp, double referenceLogp) {
        double logRatio = referenceLogp - logp;
        return Math.expm1(logRatio) - logRatio;
    }
}
