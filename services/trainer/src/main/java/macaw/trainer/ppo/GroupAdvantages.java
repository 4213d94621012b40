package macaw.trainer.ppo;

import java.util.Arrays;

/**
 * Advantages without a value model: the K answers to one prompt are measured against each other, and all tokens of an answer share its advantage. The
 * reward R of an answer is the sum of its tokens' rewards, the KL penalty included where that stands in the reward.
 */
final class GroupAdvantages {
    /** TRL, grpo_trainer.py: 1e-4. Shao et al. divide by the bare deviation, which is 0 where all answers are equally good. */
    private static final double EPSILON = 1e-4;

    private GroupAdvantages() {}

    /** RLOO: Â_i = R_i − 1/(K−1) Σ_{j≠i} R_j, the mean of the others being an unbiased baseline. Ahmadian et al. 2024, "Back to Basics". */
    static double[] leaveOneOut(double[] rewards) { // [K] → [K], K ≥ 2
        double sum = Arrays.stream(rewards).sum();
        return Arrays.stream(rewards)
                .map(reward -> reward - (sum - reward) / (rewards.length - 1))
                .toArray();
    }

    /**
     * GRPO: Â_i = (R_i − mean(R)) / (std(R) + ε), the deviation with K − 1 in its denominator as TRL, verl and Tunix have it; Shao et al. 2024, section
     * 4.1.2. Without the division: Liu et al. 2025, Dr. GRPO, which does not weigh prompts by how equal their answers are.
     */
    static double[] relative(double[] rewards, boolean scale) { // [K] → [K], K ≥ 2
        double mean = Arrays.stream(rewards).average().orElseThrow();
        double squares =
                Arrays.stream(rewards).map(r -> (r - mean) * (r - mean)).sum();
        double divisor = scale ? Math.sqrt(squares / (rewards.length - 1)) + EPSILON : 1;
        return Arrays.stream(rewards).map(r -> (r - mean) / divisor).toArray();
    }
}
