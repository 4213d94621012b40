package macaw.trainer.checkpoints;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a run reads on in a topic.
 *
 * @param topicId the topic's id, which a topic that is deleted and created again does not keep
 * @param offsets by partition, the lowest offset whose rollout is not yet trained
 */
public record TopicPositions(String topicId, SortedMap<Integer, Long> offsets) {
    public TopicPositions {
        offsets = new TreeMap<>(offsets);
    }
}
