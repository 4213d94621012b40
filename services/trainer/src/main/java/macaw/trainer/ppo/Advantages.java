package macaw.trainer.ppo;

/**
 * Generalised advantage estimation: Â_t = Σ_l (γλ)^l δ_{t+l},  δ_t = r_t + γ V_{t+1} − V_t, and V = 0 after the last token. Schulman et al. 2016, eq. 16.
 */
public final class Advantages {
    private Advantages() {}

    /** Of one rollout's tokens, first to last. */
    public static float[] of(float[] rewards, float[] values, double discount, double lambda) { // [T], [T] → [T]
        float[] advantages = new float[rewards.length];
        double following = 0;
        for (int t = rewards.length - 1; t >= 0; t--) {
            double nextValue = t + 1 < values.length ? values[t + 1] : 0;
            double delta = rewards[t] + discount * nextValue - values[t];
            following = delta + discount * lambda * following;
            advantages[t] = (float) following;
        }
        return advantages;
    }

    /** What the value model is trained towards: R_t = Â_t + V_t. */
    public static float[] returns(float[] advantages, float[] values) { // [T], [T] → [T]
        float[] returns = new float[advantages.length];
        for (int t = 0; t < returns.length; t++) {
            returns[t] = advantages[t] + values[t];
        }
        return returns;
    }
}
