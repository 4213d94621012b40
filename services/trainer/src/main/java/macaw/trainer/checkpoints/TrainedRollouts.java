package macaw.trainer.checkpoints;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What one iteration was trained on: a link in a chain from the run's checkpoints back to its first iteration. A checkpoint names the hash of the
 * last link and each link that of the one before, so the weights of a version can be followed to every rollout that made them, also when the checkpoints
 * between are long pruned. Work that a kill undid left links that no checkpoint leads to.
 *
 * @param before SHA-256 of the iteration before; empty at the first
 * @param iteration counts from 0
 * @param rollouts by id
 */
public record TrainedRollouts(String before, int iteration, List<Entry> rollouts) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * One rollout.
     *
     * @param partition of scored-rollouts, where it is the record at this offset
     * @param failed it was left out of the batch
     */
    public record Entry(String id, int partition, long offset, boolean failed) {}

    public TrainedRollouts {
        rollouts = List.copyOf(rollouts);
    }

    /** The file's bytes; the same rollouts give the same. */
    byte[] json() {
        ObjectNode root = JSON.createObjectNode().put("before", before).put("iteration", iteration);
        ArrayNode trained = root.putArray("rollouts");
        ArrayNode failed = root.putArray("failed");
        for (Entry entry : rollouts) {
            (entry.failed() ? failed : trained)
                    .addObject()
                    .put("id", entry.id())
                    .put("partition", entry.partition())
                    .put("offset", entry.offset());
        }
        return (root + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
