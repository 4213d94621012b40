package macaw.trainer.ppo;

import java.util.ArrayList;
import java.util.List;
import macaw.records.DeterministicRandom;
import macaw.trainer.learning.Microbatches;

/**
 * How an epoch of an iteration goes through the rollouts: minibatches (one gradient step each), each cut into microbatches (one forward pass each). A
 * function of (seed, iteration, epoch) and the rollouts' lengths, so the proximal policy can be evaluated in the very microbatches of the first epoch,
 * where the first ratio is then 1 to the bit.
 */
final class Minibatches {
    private static final String PURPOSE = "minibatches";

    private Minibatches() {}

    /** Indices of rollouts: minibatches of microbatches. */
    static List<List<List<Integer>>> of(
            long seed, int iteration, int epoch, List<Experience> rollouts, int minibatches, int microbatchSize) {
        int[] order = DeterministicRandom.of(seed, PURPOSE, iteration, epoch).permutation(rollouts.size());
        int count = Math.min(minibatches, rollouts.size());
        List<List<List<Integer>>> epochOrder = new ArrayList<>();
        for (int m = 0; m < count; m++) {
            List<Integer> minibatch = new ArrayList<>();
            // sizes differ by one at most
            for (int i = m * order.length / count; i < (m + 1) * order.length / count; i++) {
                minibatch.add(order[i]);
            }
            epochOrder.add(Microbatches.of(minibatch, i -> rollouts.get(i).length(), microbatchSize));
        }
        return epochOrder;
    }
}
