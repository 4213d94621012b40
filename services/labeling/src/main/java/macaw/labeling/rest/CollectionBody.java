package macaw.labeling.rest;

import java.time.Instant;
import java.util.Optional;
import macaw.errors.ErrorCode;
import macaw.labeling.outputs.CollectionJob;
import macaw.labeling.outputs.ShortPrompt;
import org.jspecify.annotations.Nullable;

/**
 * A collection as JSON.
 *
 * @param id the job
 * @param project whose prompts
 * @param seed of its draws
 * @param state {@code running}, {@code done}, {@code stopped} or {@code failed}
 * @param promptsDone prompts with all the outputs that they will get
 * @param promptsTotal prompts of the project
 * @param outputs distinct outputs
 * @param promptsShort prompts with fewer than K distinct outputs
 * @param failed prompts that this collection could not get outputs for; they wait for the next
 * @param code what no prompt could get past; of failed ones
 * @param message what was said about it; of failed ones
 * @param startedAt when it was asked for
 * @param endedAt when it ended; left out while it runs
 */
public record CollectionBody(
        String id,
        String project,
        long seed,
        String state,
        int promptsDone,
        int promptsTotal,
        int outputs,
        int promptsShort,
        int failed,
        @Nullable String code,
        @Nullable String message,
        Instant startedAt,
        @Nullable Instant endedAt) {
    static CollectionBody of(CollectionJob job) {
        Optional<CollectionJob.State.Failed> failure = Optional.of(job.state())
                .filter(CollectionJob.State.Failed.class::isInstance)
                .map(CollectionJob.State.Failed.class::cast);
        return new CollectionBody(
                job.id().toString(),
                job.project(),
                job.seed(),
                word(job.state()),
                job.progress().promptsDone(),
                job.progress().promptsTotal(),
                job.progress().outputs(),
                job.progress().promptsShort(),
                job.progress().failed(),
                failure.map(failed -> failed.code().name()).orElse(null),
                failure.map(CollectionJob.State.Failed::message).orElse(null),
                job.startedAt(),
                job.endedAt().orElse(null));
    }

    private static String word(CollectionJob.State state) {
        return switch (state) {
            case CollectionJob.State.Running() -> "running";
            case CollectionJob.State.Done() -> "done";
            case CollectionJob.State.Stopped() -> "stopped";
            case CollectionJob.State.Failed failed -> "failed";
        };
    }

    /**
     * A prompt with too few outputs.
     *
     * @param task its task
     * @param promptId its id in the project
     * @param tries how often the policies were asked
     * @param distinct outputs that it has
     * @param wanted K at that time
     * @param failure the code of what kept it from having any; left out where it has what could be had
     */
    public record Short(
            String task,
            String promptId,
            int tries,
            int distinct,
            int wanted,
            @Nullable String failure) {
        static Short of(ShortPrompt prompt) {
            return new Short(
                    prompt.task().toString(),
                    prompt.promptId(),
                    prompt.tries(),
                    prompt.distinct(),
                    prompt.wanted(),
                    prompt.failure().map(ErrorCode::name).orElse(null));
        }
    }
}
