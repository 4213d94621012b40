package macaw.trainer.ppo;

import java.util.List;
import macaw.trainer.learning.NextTokens;

/**
 * A microbatch with what its tokens are trained on; all arrays [N], token by token, rollout by rollout.
 *
 * @param weight of each token's loss: one by the tokens of the whole minibatch
 */
@SuppressWarnings("ArrayRecordComponent") // made and read within a step
record UpdateBatch(
        NextTokens tokens, float[] proximal, float[] values, float[] advantages, float[] returns, float weight) {

    static UpdateBatch of(
            List<Integer> part,
            List<Experience> rollouts,
            RolloutEvaluation evaluation,
            TrainingTargets targets,
            int minibatchTokens) {
        return new UpdateBatch(
                NextTokens.of(part.stream().map(i -> rollouts.get(i).sequence()).toList()),
                joined(part, evaluation.proximal()),
                joined(part, evaluation.values()),
                joined(part, targets.advantages()),
                joined(part, targets.returns()),
                1f / minibatchTokens);
    }

    private static float[] joined(List<Integer> part, List<float[]> ofRollouts) {
        float[] joined =
                new float[part.stream().mapToInt(i -> ofRollouts.get(i).length).sum()];
        int at = 0;
        for (int i : part) {
            float[] values = ofRollouts.get(i);
            System.arraycopy(values, 0, joined, at, values.length);
            at += values.length;
        }
        return joined;
    }
}
