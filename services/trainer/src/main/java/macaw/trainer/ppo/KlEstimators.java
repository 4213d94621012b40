package macaw.trainer.ppo;

import ai.djl.ndarray.NDArray;
import macaw.torch.Gradients;
import macaw.trainer.settings.KlEstimator;

/**
 * Estimators of KL(π ‖ π_ref) from tokens drawn from π, with log r = log π_ref − log π: k1 = −log r (unbiased, noisy), k2 = (log r)²/2 (biased, never
 * negative), k3 = r − 1 − log r (unbiased, never negative). Schulman 2020, "Approximating KL divergence".
 */
final class KlEstimators {
    private KlEstimators() {}

    static double of(KlEstimator estimator, double logp, double referenceLogp) {
        return switch (estimator) {
            case K1 -> k1(logp, referenceLogp);
            case K2 -> k2(logp, referenceLogp);
            case K3 -> k3(logp, referenceLogp);
        };
    }

    /** The same with gradients, for a penalty in the loss. */
    static NDArray of(KlEstimator estimator, NDArray logps, NDArray referenceLogps) { // [N], [N] → [N]
        NDArray logRatio = referenceLogps.sub(logps);
        return switch (estimator) {
            case K1 -> logRatio.neg();
            case K2 -> Gradients.scaled(logRatio.square(), 0.5);
            case K3 -> logRatio.exp().sub(logRatio.onesLike()).sub(logRatio);
        };
    }

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
