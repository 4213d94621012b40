package macaw.trainer.ppo;

import macaw.trainer.settings.KlEstimator;

/**
 * The reward of each token: r_t = −β k(π(t), π_ref(t)), and the score on top of the last token, EOS or, in a truncated answer, the token at which it was
 * cut. With k1, the difference of log-probabilities: Ziegler et al. 2019, eq. 2, per token; InstructGPT 2022, eq. 2 and C.4. With k3: TRL's kl_estimator.
 */
final class TokenRewards {
    private TokenRewards() {}

    /** @param coefficient β, 0 where the penalty stands in the loss */
    static float[] of(
            float[] logps,
            float[] referenceLogps,
            KlEstimator estimator,
            double coefficient,
            double score) { // [T], [T] → [T]
        float[] rewards = new float[logps.length];
        for (int t = 0; t < rewards.length; t++) {
            rewards[t] = (float) (-coefficient * KlEstimators.of(estimator, logps[t], referenceLogps[t]));
        }
        rewards[rewards.length - 1] += (float) score;
        return rewards;
    }
}
