package macaw.trainer.ppo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import macaw.trainer.settings.LossMean;

/**
 * What each token's loss is multiplied by before all of a minibatch are added, however many microbatches it is worked off in: 1/N over its N tokens
 * (token), 1/(B·T_i) over its B answers of T_i tokens (answer; Shao et al. 2024, eq. 3), 1/(B·T_max) (budget; Liu et al. 2025, Dr. GRPO).
 */
final class LossWeights {
    private LossWeights() {}

    /** The weights of the tokens of all rollouts; empty for those outside the minibatch. */
    static List<float[]> of(LossMean mean, List<Integer> minibatch, List<Experience> rollouts, int maxTokens) {
        int tokens =
                minibatch.stream().mapToInt(i -> rollouts.get(i).answerLength()).sum();
        List<float[]> weights = new ArrayList<>();
        rollouts.forEach(rollout -> weights.add(new float[0]));
        for (int i : minibatch) {
            int length = rollouts.get(i).answerLength();
            float[] ofAnswer = new float[length];
            Arrays.fill(
                    ofAnswer,
                    switch (mean) {
                        case TOKEN -> 1f / tokens;
                        case ANSWER -> 1f / ((float) minibatch.size() * length);
                        case BUDGET -> 1f / ((float) minibatch.size() * maxTokens);
                    });
            weights.set(i, ofAnswer);
        }
        return weights;
    }
}
