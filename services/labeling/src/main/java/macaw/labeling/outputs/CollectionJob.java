package macaw.labeling.outputs;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import macaw.errors.ErrorCode;

/**
 * The collecting of a project's outputs, from when somebody asked for it until it ended. It goes on by itself when the service starts again.
 *
 * @param namespace owner
 * @param id the job
 * @param project whose prompts
 * @param seed of its draws
 * @param progress how far it is, or was in the end
 * @param state what became of it
 * @param startedAt when it was asked for
 * @param endedAt when it ended; empty while it runs
 */
public record CollectionJob(
        String namespace,
        UUID id,
        String project,
        long seed,
        CollectionProgress progress,
        State state,
        Instant startedAt,
        Optional<Instant> endedAt) {
    /** What became of a job. */
    public sealed interface State {
        /** It goes on, here or in another replica, now or when one has started. */
        record Running() implements State {}

        /** No prompt waits but those that failed, which the next collection asks for again. */
        record Done() implements State {}

        /** Somebody stopped it; what it had collected stays. */
        record Stopped() implements State {}

        /**
         * No prompt could get past this.
         *
         * @param code e.g. POLICY_UNKNOWN
         * @param message what was said about it
         */
        record Failed(ErrorCode code, String message) implements State {}
    }
}
