package macaw.labeling.outbox;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import macaw.errors.CodedException;
import org.jspecify.annotations.Nullable;

/**
 * Moves entries from the outbox to their topics: takes the turn, sends the oldest, forgets them once they are acknowledged. Killed in between,
 * it or its successor sends them again. A broker or database that is away only makes it wait.
 */
public final class Dispatcher implements AutoCloseable {
    private static final int BATCH = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final OutboxStore store;
    private final Topics topics;
    private final Duration pause;
    private final Consumer<Exception> failed;
    private final CountDownLatch stop = new CountDownLatch(1);
    private @Nullable Thread thread;

    /**
     * @param pause between two looks into an empty outbox, and after a failure
     * @param failed told of the first failure of each series
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
        boolean failing = false;
        do {
            try {
                dispatchWaiting();
                failing = false;
            } catch (RuntimeException e) {
                if (!failing) {
                    failed.accept(e);
                }
                failing = true;
            }
        } while (!stopsWithin(pause));
    }

    /**
     * Sends what waits, unless another dispatcher has the turn. What cannot be sent waits, and with it the rest of its namespace but no other
     * one's. Returns how many arrived; throws the first failure, once all others have had their turn.
     */
    public int dispatchWaiting() {
        Optional<OutboxStore.Turn> turn = store.tryTakeTurn();
        if (turn.isEmpty()) {
            return 0;
        }
        int arrived = 0;
        Map<String, CodedException> stuck = new LinkedHashMap<>();
        try (OutboxStore.Turn held = turn.get()) {
            while (!held.oldest(1, stuck.keySet()).isEmpty() && !stopsWithin(Duration.ZERO)) {
                topics.begin();
                List<Entry> together = Entry.sendableTogether(held.oldest(BATCH, stuck.keySet()));
                try {
                    topics.send(together);
                } catch (Topics.Superseded e) {
                    // replicas take turns; a turn that is lost in the meantime is noticed by the next look into the
                    // outbox
                    continue;
                } catch (CodedException e) {
                    stuck.put(together.getFirst().namespace(), e);
                    continue;
                }
                held.arrived(together);
                arrived += together.size();
            }
        }
        if (!stuck.isEmpty()) {
            throw stuck.values().iterator().next();
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

    /** Ends after what is under way, or without it where the broker does not answer in time: it is sent again after the next start. */
    @Override
    public void close() {
        stop.countDown();
        Thread running = thread;
        if (running == null) {
            return;
        }
        try {
            if (!running.join(PATIENCE)) {
                running.interrupt();
                running.join(PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
