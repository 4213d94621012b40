package macaw.labeling.outputs;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.projects.Project;
import org.jspecify.annotations.Nullable;

/** Asking for a project's outputs, and looking after the job that fetches them. */
public final class CollectionDesk {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final CollectionStore store;
    private final OutputStore outputs;
    private final Supplier<UUID> ids;
    private final InstantSource clock;
    private final Runnable asked;

    /** @param asked called when there is a new job, so that somebody begins with it at once */
    public CollectionDesk(
            CollectionStore store, OutputStore outputs, Supplier<UUID> ids, InstantSource clock, Runnable asked) {
        this.store = store;
        this.outputs = outputs;
        this.ids = ids;
        this.clock = clock;
        this.asked = asked;
    }

    /**
     * Starts collecting the outputs of every prompt that has none; returns the job that runs already where there is one. SETTINGS_INVALID for
     * a project of another kind than comparisons, PROJECT_CLOSED.
     */
    public CollectionJob start(Project project, long seed) {
        OutputCollection.comparisons(project);
        if (project.state() == Project.State.CLOSED) {
            throw new CodedException(ErrorCode.PROJECT_CLOSED, "project \"" + project.name() + "\" is closed");
        }
        CollectionJob job = store.addUnlessRunning(new CollectionJob(
                project.namespace(),
                ids.get(),
                project.name(),
                seed,
                outputs.progress(project),
                new CollectionJob.State.Running(),
                now(),
                Optional.empty()));
        asked.run();
        return job;
    }

    /** The project's last collection; COLLECTION_UNKNOWN where there was none. */
    public CollectionJob latest(Project project) {
        return store.latest(project)
                .orElseThrow(() -> new CodedException(
                        ErrorCode.COLLECTION_UNKNOWN,
                        "no outputs were collected for project \"" + project.name() + "\" yet"));
    }

    /** Stops the project's last collection, unless it has ended, and returns it; COLLECTION_UNKNOWN. */
    public CollectionJob stop(Project project) {
        store.end(latest(project), new CollectionJob.State.Stopped(), now());
        return latest(project);
    }

    /** Says how far a job is, whenever that has changed, until it has ended; throws what it failed of. */
    public CollectionJob follow(CollectionJob job, Consumer<CollectionProgress> progress) {
        @Nullable CollectionProgress said = null;
        while (true) {
            CollectionJob now = store.find(job.namespace(), job.id()).orElseThrow();
            if (!now.progress().equals(said)) {
                said = now.progress();
                progress.accept(said);
            }
            switch (now.state()) {
                case CollectionJob.State.Running() -> LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
                case CollectionJob.State.Done(), CollectionJob.State.Stopped() -> {
                    return now;
                }
                case CollectionJob.State.Failed(ErrorCode code, String message) ->
                    throw new CodedException(code, message);
            }
            if (Thread.interrupted()) {
                Thread.currentThread().interrupt();
                throw new CancellationException("interrupted while a collection goes on");
            }
        }
    }

    /** Prompts without as many distinct outputs as were wanted, in order. */
    public List<ShortPrompt> shortPrompts(Project project, int offset, int limit) {
        return store.shortPrompts(project, offset, limit);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
