package macaw.trainer.checkpoints;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the flow remembers beside the learner's own state.
 *
 * @param step steps or iterations done
 * @param tokens tokens trained on so far
 * @param metrics latest value of each
 * @param positions where scored rollouts are read on; PPO only
 * @param trained SHA-256 of the last {@link TrainedRollouts}; PPO only, and not before the first iteration is done
 * @param complete whether all steps are done
 */
public record CheckpointState(
        long step,
        long tokens,
        SortedMap<String, Double> metrics,
        Optional<TopicPositions> positions,
        Optional<String> trained,
        boolean complete) {
    public CheckpointState {
        metrics = new TreeMap<>(metrics);
    }

    /** Whether its model is published: after every iteration with rollouts, of other runs after the last step alone. */
    public boolean published() {
        return complete || positions.isPresent();
    }
}
