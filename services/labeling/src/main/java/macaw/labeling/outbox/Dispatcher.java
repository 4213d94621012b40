package macaw.labeling.outbox;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Moves entries from the outbox to their topics: takes the turn, sends the oldest, forgets them once they are acknowledged. Killed in between,
 * it or its successor sends them again. A broker or database that is away only makes it wait.
 */
public final class Dispatcher implements AutoCloseable {
    private static final int BATCH = 500;

    private final OutboxStore store;
    private final Topics topics;
    private final Duration pause;
    private final Consumer<Exception> failed;
    private final CountDownLatch stop = new CountDownLatch(1);
    private @Nullable Thread thread;

    /**
     * @param pause between two looks into an empty outbox, and after a failure
     * @param failed told of each failure
     */
    public Dispatcher(OutboxStore store, Topics topics, Duration pause, Consumer<Exception> failed) {
        this.store = store;
        this.topics = topics;
        this.pause = pause;
        this.failed = failed;
    }

    /** Starts its thread. */
    public void start() {
        thread = Thread.ofPlatform().name("outbox").daemon().start(this::run);
    }

    private void run() {
        do {
            try {
                dispatchWaiting();
            } catch (RuntimeException e) {
                failed.accept(e);
            }
        } while (!stopsWithin(pause));
    }

    /** Sends what waits, unless another dispatcher has the turn. Returns how many arrived. */
    public int dispatchWaiting() {
        Optional<OutboxStore.Turn> turn = store.tryTakeTurn();
        if (turn.isEmpty()) {
            return 0;
        }
        int arrived = 0;
        try (OutboxStore.Turn held = turn.get()) {
            List<Entry> waiting = held.oldest(BATCH);
            while (!waiting.isEmpty() && !stopsWithin(Duration.ZERO)) {
                List<Entry> together = Entry.sendableTogether(waiting);
                topics.send(together);
                held.arrived(together);
                arrived += together.size();
                waiting = held.oldest(BATCH);
            }
        }
        return arrived;
    }

    private boolean stopsWithin(Duration wait) {
        try {
            return stop.await(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Ends after what is under way. */
    @Override
    public void close() {
        stop.countDown();
        if (thread != null) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
