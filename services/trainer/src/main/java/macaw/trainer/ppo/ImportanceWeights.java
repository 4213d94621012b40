package macaw.trainer.ppo;

import macaw.trainer.settings.PpoSettings;

/**
 * Truncated importance weights w = min(π_prox(t) / π_behaviour(t), cap), for rollouts that another policy, or another arithmetic, wrote (IMPALA, Espeholt et al.
 * 2018). They multiply the advantage, which the surrogate is linear in. All are 1 for what this very policy wrote in the numbers that it is trained in,
 * unless the settings cap every rollout's.
 */
final class ImportanceWeights {
    /** Yao et al. 2025, "Your Efficient RL Framework Secretly Brings You Off-Policy RL Training". */
    static final double USUAL_CAP = 2;

    private ImportanceWeights() {}

    /** Where a rollout's weights are cut off, 0 when it has none: what an older policy or coarser numbers wrote always has. */
    static double cap(Experience rollout, PpoSettings settings) {
        boolean needed = rollout.quantised() || settings.staleness() > 0;
        return settings.importanceCap() == 0 && needed ? USUAL_CAP : settings.importanceCap();
    }

    /** @param cap see {@link #cap} */
    static float[] of(float[] proximal, float[] behaviour, double cap) { // [T], [T] → [T]
        float[] weights = new float[proximal.length];
        for (int t = 0; t < weights.length; t++) {
            weights[t] = cap == 0 ? 1 : (float) Math.min(cap, Math.exp(proximal[t] - behaviour[t]));
        }
        return weights;
    }
}
