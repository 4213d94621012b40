package macaw.cli.rollouts;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import macaw.v1.Prompt;
import macaw.v1.Rollout;
import macaw.v1.Run;
import macaw.v1.ScoredRollout;
import macaw.v1.VersionPublished;

/**
 * What the topics hold of one rollout, each list in the order of its offsets.
 *
 * @param letters error code and message of what went to dead-letter under its id
 * @param run what its run said of itself last
 * @param version what came of its iteration
 * @param generators the generators' committed offset in its partition of prompts
 * @param rewards the reward services' committed offset in its partition of rollouts
 */
public record Found(
        List<Seen<Prompt>> prompts,
        List<Seen<Rollout>> rollouts,
        List<Seen<ScoredRollout>> scored,
        List<Seen<String>> letters,
        Optional<Seen<Run>> run,
        Optional<Seen<VersionPublished>> version,
        OptionalLong generators,
        OptionalLong rewards) {
    /** Whether no record is about the rollout itself. */
    public boolean nothing() {
        return prompts.isEmpty() && rollouts.isEmpty() && scored.isEmpty() && letters.isEmpty();
    }

    /** The trace id of the first record that has one. */
    public Optional<String> trace() {
        return Stream.of(prompts, rollouts, scored)
                .flatMap(List::stream)
                .map(Seen::trace)
                .filter(trace -> !trace.isEmpty())
                .findFirst();
    }
}
