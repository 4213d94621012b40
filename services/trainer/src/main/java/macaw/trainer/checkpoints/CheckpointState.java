package macaw.trainer.checkpoints;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import macaw.records.VersionRef;

/**
 * What the flow remembers beside the learner's own state.
 *
 * @param step steps or iterations done
 * @param tokens tokens trained on so far
 * @param metrics latest value of each
 * @param published versions published before this checkpoint, in order
 * @param positions where scored rollouts are read on; PPO only
 */
public record CheckpointState(
        long step,
        long tokens,
        SortedMap<String, Double> metrics,
        List<VersionRef> published,
        Optional<TopicPositions> positions) {
    public CheckpointState {
        metrics = new TreeMap<>(metrics);
        published = List.copyOf(published);
    }
}
