package macaw.trainer.ppo;

import java.util.List;
import macaw.trainer.learning.NextTokens;

/**
 * A microbatch with what its tokens are trained on; all arrays [N], token by token, rollout by rollout.
 *
 * @param weights of the tokens' losses, which make their sum over all microbatches the mean of the whole minibatch
 */
@SuppressWarnings("ArrayRecordComponent") // made and read within a step
record UpdateBatch(
        NextTokens tokens,
        float[] proximal,
        float[] reference,
        float[] values,
        float[] advantages,
        float[] returns,
        float[] weights) {

    static UpdateBatch of(
            List<Integer> part,
            List<Experience> rollouts,
            RolloutEvaluation evaluation,
            TrainingTargets targets,
            List<float[]> weights) {
        return new UpdateBatch(
                NextTokens.of(part.stream().map(i -> rollouts.get(i).sequence()).toList()),
                joined(part, evaluation.proximal()),
                joined(part, evaluation.reference()),
                joined(part, evaluation.values()),
                product(joined(part, targets.advantages()), joined(part, targets.importance())),
                joined(part, targets.returns()),
                joined(part, weights));
    }

    private static float[] product(float[] xs, float[] ys) {
        float[] product = new float[xs.length];
        for (int n = 0; n < xs.length; n++) {
            product[n] = xs[n] * ys[n];
        }
        return product;
    }

    /** The most that the value loss of a minibatch can be before the first step: ½ (|V| + |R|)² of each token. */
    static double worstValueLoss(List<UpdateBatch> minibatch) {
        double sum = 0;
        for (UpdateBatch part : minibatch) {
            for (int n = 0; n < part.returns.length; n++) {
                double furthest = (double) Math.abs(part.values[n]) + Math.abs(part.returns[n]);
                sum += 0.5 * part.weights[n] * furthest * furthest;
            }
        }
        return sum;
    }

    /** The most that the surrogate of a minibatch can be before the first step, when all ratios are 1: |A| of each token. */
    static double worstPolicyLoss(List<UpdateBatch> minibatch) {
        double sum = 0;
        for (UpdateBatch part : minibatch) {
            for (int n = 0; n < part.advantages.length; n++) {
                sum += part.weights[n] * Math.abs(part.advantages[n]);
            }
        }
        return sum;
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
