package macaw.trainer.runs;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import macaw.errors.CodedException;
import macaw.records.Failure;

/** Between the work on a run and those who steer it: stops it, and carries it over times when a dependency is away. */
final class RunControl {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition stopRequested = lock.newCondition();
    private final RunListener listener;
    private final Duration firstBackoff;
    private final Duration longestBackoff;
    private boolean stopped;
    /** Code of what the work waits for; empty while it goes on. */
    private String blockedBy = "";

    RunControl(RunListener listener, Duration firstBackoff, Duration longestBackoff) {
        this.listener = listener;
        this.firstBackoff = firstBackoff;
        this.longestBackoff = longestBackoff;
    }

    /** Makes the work stop at its next look-up. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            stopRequested.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Throws {@link RunStopped} when the work has to stop. */
    void lookUp() {
        if (stopping()) {
            throw new RunStopped();
        }
    }

    boolean stopping() {
        lock.lock();
        try {
            return stopped;
        } finally {
            lock.unlock();
        }
    }

    /** Shows that the run waits for something; it goes on by itself. */
    void block(Failure reason) {
        if (!reason.code().equals(blockedBy)) {
            blockedBy = reason.code();
            listener.changed(new RunStatus.Change.Block(reason));
        }
    }

    /** Shows that it goes on. */
    void unblock() {
        if (!blockedBy.isEmpty()) {
            blockedBy = "";
            listener.changed(new RunStatus.Change.Unblock());
        }
    }

    /** Does it, and does it again for as long as a dependency is away. */
    <T> T whileAway(Supplier<T> action) {
        Duration backoff = firstBackoff;
        boolean away = false;
        while (true) {
            try {
                T result = action.get();
                if (away) {
                    unblock();
                }
                return result;
            } catch (CodedException e) {
                if (!e.code().kind().retryable()) {
                    throw e;
                }
                away = true;
                block(Failure.of(e));
            }
            pause(backoff);
            Duration doubled = backoff.multipliedBy(2);
            backoff = doubled.compareTo(longestBackoff) < 0 ? doubled : longestBackoff;
        }
    }

    private void pause(Duration time) {
        lock.lock();
        try {
            long left = time.toNanos();
            while (!stopped && left > 0) {
                left = stopRequested.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunStopped();
        } finally {
            lock.unlock();
        }
        lookUp();
    }
}
