package macaw.artefacts.assembly;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import macaw.artefacts.ArtefactStore;
import macaw.artefacts.FileArtefactStore;
import macaw.errors.CodedException;
import org.jspecify.annotations.Nullable;

/**
 * Whether the store answers, for readiness: whoever asks gets an answer at once though the store gives none. It is looked at by a
 * thread of its own, no more often than what is known goes stale, and only while somebody asks. Thread-safe.
 */
public final class StoreWatch {
    private static final System.Logger LOG = System.getLogger(StoreWatch.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    /** A look that takes longer than this counts as one that failed, though its own tries go on: an endpoint may answer nobody for minutes. */
    private static final Duration SILENCE = Duration.ofSeconds(10);
    /** Looking at S3 costs requests. */
    private static final Duration FRESH = Duration.ofSeconds(10);

    private final Runnable look;
    private final Duration fresh;
    private final LongSupplier nanoTime;

    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable CountDownLatch looking;
    private Optional<String> trouble = Optional.of("the store has not been looked at yet");
    private boolean looked;
    private long lookedAt;
    private long lookingSince;

    /**
     * A watch.
     *
     * @param look throws a CodedException when the store does not do what the service needs
     * @param fresh how long an answer holds; with zero every question is a look
     */
    public StoreWatch(Runnable look, Duration fresh, LongSupplier nanoTime) {
        this.look = look;
        this.fresh = fresh;
        this.nanoTime = nanoTime;
    }

    /** A watch of this store: a directory is looked at whenever somebody asks. */
    public static StoreWatch of(ArtefactStore store, Runnable look) {
        return new StoreWatch(look, store instanceof FileArtefactStore ? Duration.ZERO : FRESH, System::nanoTime);
    }

    /** What is wrong with the store as far as is known; empty when nothing is. */
    public Optional<String> trouble() {
        CountDownLatch running = begun();
        if (running != null) {
            try {
                running.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        lock.lock();
        try {
            if (looking != null && nanoTime.getAsLong() - lookingSince >= SILENCE.toNanos()) {
                note(Optional.of("the store has not answered for " + SILENCE.toSeconds() + " s"));
            }
            return trouble;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable CountDownLatch begun() {
        lock.lock();
        try {
            boolean stale = !looked || nanoTime.getAsLong() - lookedAt >= fresh.toNanos();
            if (looking == null && stale) {
                CountDownLatch done = new CountDownLatch(1);
                looking = done;
                lookingSince = nanoTime.getAsLong();
                Thread.ofVirtual().name("store-watch").start(() -> look(done));
            }
            return looking;
        } finally {
            lock.unlock();
        }
    }

    private void look(CountDownLatch done) {
        Optional<String> found = Optional.empty();
        try {
            look.run();
        } catch (CodedException e) {
            found = Optional.of(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "looking at the store failed", e);
            found = Optional.of(e.toString());
        }
        record(found);
        done.countDown();
    }

    private void record(Optional<String> found) {
        lock.lock();
        try {
            note(found);
            lookedAt = nanoTime.getAsLong();
            looking = null;
        } finally {
            lock.unlock();
        }
    }

    private void note(Optional<String> found) {
        boolean before = !looked || trouble.isEmpty();
        if (before && found.isPresent()) {
            LOG.log(Level.WARNING, "the store is waited for: {0}", found.get());
        } else if (!before && found.isEmpty()) {
            LOG.log(Level.INFO, "the store is back");
        }
        trouble = found;
        looked = true;
    }
}
