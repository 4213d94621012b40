package macaw.trainer.ppo;

import macaw.trainer.settings.PpoSettings;

/**
 * Truncated importance weights w = min(π_prox(t) / π_behaviour(t), cap), for rollouts that another policy, or another arithmetic, wrote (IMPALA, Espeholt et al.
 * 2018). They multiply the advantage, which the surrogate is linear in.
 */
final class ImportanceWeights {
    /** Yao et al. 2025, "Your Efficient RL Framework Secretly Brings You Off-Policy RL Training". */
    static final double QUANTISED_CAP = 2;

    private ImportanceWeights() {}

    /** Where a rollout's weights are cut off, 0 when it has none: what was written in coarser numbers always has. */
    static double cap(Experience rollout, PpoSettings settings) {
        return settings.importanceCap() == 0 && rollout.quantised() ? QUANTISED_CAP : settings.importanceCap();
    }

    /** In place. */
    static void apply(float[] advantages, float[] proximal, float[] behaviour, double cap) {
        for (int t = 0; t < advantages.length; t++) {
            advantages[t] *= (float) Math.min(cap, Math.exp(proximal[t] - behaviour[t]));
        }
    }
}
