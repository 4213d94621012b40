package macaw.labeling.outputs;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.projects.Projects;
import org.jspecify.annotations.Nullable;

/**
 * Works on the collections that run, each in one place at a time. A job is taken up when it is asked for, when the service starts, and when whoever
 * worked on it is gone; it goes on with the prompts that still wait. A database that is away only makes it wait.
 */
public final class CollectionRunner implements AutoCloseable {
    /** Jobs that one service works on at a time; each keeps a connection. */
    private static final int AT_ONCE = 4;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final CollectionStore store;
    private final OutputCollection collection;
    private final Projects projects;
    private final InstantSource clock;
    private final Duration pause;
    private final Consumer<Exception> waiting;
    private final Map<UUID, Thread> working = new ConcurrentHashMap<>();
    private final Semaphore looks = new Semaphore(0);
    private volatile boolean closing;
    private @Nullable Thread thread;

    /**
     * @param pause between two looks for jobs that nobody works on
     * @param waiting told of a failure that is tried again after the pause
     */
    public CollectionRunner(
            CollectionStore store,
            OutputCollection collection,
            Projects projects,
            InstantSource clock,
            Duration pause,
            Consumer<Exception> waiting) {
        this.store = store;
        this.collection = collection;
        this.projects = projects;
        this.clock = clock;
        this.pause = pause;
        this.waiting = waiting;
    }

    /** Starts its thread. */
    public void start() {
        thread = Thread.ofPlatform().name("collections").daemon().start(this::run);
    }

    /** Looks for jobs now, not after the pause. */
    public void look() {
        looks.release();
    }

    private void run() {
        while (!closing) {
            try {
                takeUp();
            } catch (RuntimeException e) {
                waiting.accept(e);
            }
            try {
                looks.tryAcquire(pause.toNanos(), TimeUnit.NANOSECONDS);
                looks.drainPermits();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void takeUp() {
        for (CollectionJob job : store.running()) {
            if (working.size() < AT_ONCE && !working.containsKey(job.id())) {
                store.tryTakeTurn(job).ifPresent(turn -> begin(job, turn));
            }
        }
    }

    private void begin(CollectionJob job, CollectionStore.Turn turn) {
        Thread worker = Thread.ofVirtual().name("collection-" + job.id()).unstarted(() -> {
            try (turn) {
                work(job);
            } catch (RuntimeException e) {
                // the turn's connection was lost
                waiting.accept(e);
            } finally {
                working.remove(job.id());
            }
        });
        working.put(job.id(), worker);
        worker.start();
    }

    private void work(CollectionJob job) {
        try {
            CollectionProgress end = collection.collect(
                    projects.get(job.namespace(), job.project()), job.seed(), progress -> keep(job, progress));
            keep(job, end);
            store.end(job, new CollectionJob.State.Done(), clock.instant());
        } catch (CancellationException e) {
            // somebody stopped it, or this service ends and the next one goes on
        } catch (CodedException e) {
            if (e.code().kind().retryable()) {
                waiting.accept(e);
            } else {
                fail(job, e.code(), e.getMessage());
            }
        } catch (RuntimeException e) {
            waiting.accept(e);
            fail(job, ErrorCode.INTERNAL, e.getMessage());
        }
    }

    private void keep(CollectionJob job, CollectionProgress progress) {
        if (closing || !store.save(job, progress)) {
            throw new CancellationException("the collection was stopped");
        }
    }

    private void fail(CollectionJob job, ErrorCode code, @Nullable String message) {
        store.end(
                job,
                new CollectionJob.State.Failed(
                        code, Optional.ofNullable(message).orElse("")),
                clock.instant());
    }

    /** Ends without ending its jobs: they go on at the next start, or elsewhere. */
    @Override
    public void close() {
        closing = true;
        looks.release();
        working.values().forEach(Thread::interrupt);
        try {
            if (thread != null) {
                thread.join(PATIENCE);
            }
            for (Thread worker : working.values()) {
                worker.join(PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
