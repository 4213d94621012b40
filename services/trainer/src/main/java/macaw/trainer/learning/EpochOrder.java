package macaw.trainer.learning;

import java.util.ArrayList;
import java.util.List;
import macaw.records.DeterministicRandom;

/**
 * Which rows a step reads: every row once an epoch, in an order that is a function of (seed, epoch). The last batch of an epoch may be smaller.
 *
 * @param rows how many there are, at least 1
 */
public record EpochOrder(long seed, int rows, int batchSize) {
    private static final String PURPOSE = "epoch order";

    public long stepsPerEpoch() {
        return (rows + batchSize - 1L) / batchSize;
    }

    /** The rows of step {@code index}, from 0. */
    public List<Integer> batch(long index) {
        long epoch = index / stepsPerEpoch();
        int from = Math.toIntExact(index % stepsPerEpoch()) * batchSize;
        int[] order = epoch(epoch);
        List<Integer> batch = new ArrayList<>();
        for (int i = from; i < Math.min(rows, from + batchSize); i++) {
            batch.add(order[i]);
        }
        return batch;
    }

    /** All rows in the order of that epoch, from 0. */
    public int[] epoch(long epoch) {
        return DeterministicRandom.of(seed, PURPOSE, epoch, 0).permutation(rows);
    }
}
