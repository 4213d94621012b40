package macaw.trainer.ppo;

import ai.djl.ndarray.NDArray;

/**
 * The policy loss of each token: max(−Â ρ, −Â clip(ρ, 1 − ε, 1 + ε)) with ρ = π(t) / π_prox(t), the proximal policy being the one before the
 * iteration's first step. Schulman et al. 2017, eq. 7; the sign is turned, since losses are minimised.
 */
final class ClippedSurrogate {
    private ClippedSurrogate() {}

    static NDArray of(NDArray logps, NDArray proximalLogps, NDArray advantages, float clipRange) { // [N] → [N]
        NDArray ratio = logps.sub(proximalLogps).exp();
        NDArray unclipped = ratio.mul(advantages);
        NDArray clipped = ratio.clip(1 - clipRange, 1 + clipRange).mul(advantages);
        return unclipped.minimum(clipped).neg();
    }
}
