package macaw.trainer.ppo;

/**
 * Truncated importance weights w = min(π_prox(t) / π_behaviour(t), cap), for rollouts that another policy, or another arithmetic, wrote (IMPALA, Espeholt et al.
 * 2018). They multiply the advantage, which the surrogate is linear in.
 */
final class ImportanceWeights {
    private ImportanceWeights() {}

    /** In place. */
    static void apply(float[] advantages, float[] proximal, float[] behaviour, double cap) {
        for (int t = 0; t < advantages.length; t++) {
            advantages[t] *= (float) Math.min(cap, Math.exp(proximal[t] - behaviour[t]));
        }
    }
}
