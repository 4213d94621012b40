package macaw.trainer.ppo;

/**
 * The reward of each token: r_t = −β (log π(t) − log π_ref(t)), and the score on top of the last token, EOS or, in a truncated answer, the token at
 * which it was cut. Ziegler et al. 2019, eq. 2, per token; InstructGPT 2022, eq. 2 and C.4.
 */
final class TokenRewards {
    private TokenRewards() {}

    static float[] of(float[] logps, float[] referenceLogps, double coefficient, double score) { // [T], [T] → [T]
        float[] rewards = new float[logps.length];
        for (int t = 0; t < rewards.length; t++) {
            rewards[t] = (float) (-coefficient * KlEstimators.k1(logps[t], referenceLogps[t]));
        }
        rewards[rewards.length - 1] += (float) score;
        return rewards;
    }
}
