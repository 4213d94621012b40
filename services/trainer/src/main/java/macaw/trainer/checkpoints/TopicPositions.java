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

    /**
     * These positions where they still exist, else the topic's beginning: an offset is past retention, or the topic is another
     * one of the same name. What was missed then does not arrive and is asked for again.
     */
    public TopicPositions atOrAfter(TopicPositions beginning) {
        SortedMap<Integer, Long> existing = new TreeMap<>(beginning.offsets());
        if (topicId.equals(beginning.topicId())) {
            offsets.forEach((partition, offset) -> existing.merge(partition, offset, Math::max));
        }
        return new TopicPositions(beginning.topicId(), existing);
    }
}
