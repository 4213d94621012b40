package macaw.chassis.engine;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import macaw.chassis.logs.LogContext;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/**
 * The one platform thread of a service that calls into native code. A JNI call pins a virtual thread's carrier, so on two cores two of them
 * would stop every other request; here virtual threads only wait. Tasks run in the order they came; how many may wait is the caller's bound.
 */
public final class EngineThread implements AutoCloseable {
    private final ThreadPoolExecutor executor;
    private final BusyTime busy = new BusyTime();
    private volatile boolean finished;

    /** A thread of this name; it starts with the first task. */
    public EngineThread(String name) {
        var factory =
                LogContext.unrelated(Thread.ofPlatform().daemon().name(name).factory());
        this.executor = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
    }

    /** Runs the task on the engine thread; the future fails with what it throws, or with DRAINING after {@link #close}. */
    public <T> CompletableFuture<T> submit(Callable<T> task) {
        var result = new CompletableFuture<T>();
        try {
            executor.execute(() -> run(task, result));
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(new CodedException(ErrorCode.DRAINING, "the service is shutting down", e));
        }
        return result;
    }

    private <T> void run(Callable<T> task, CompletableFuture<T> result) {
        busy.begin();
        try {
            T value = task.call();
            busy.end();
            result.complete(value);
        } catch (Throwable e) {
            busy.end();
            result.completeExceptionally(e);
        }
    }

    /** Time spent in tasks, so far in the one that runs. */
    public Duration busy() {
        return busy.spent();
    }

    /** Tasks that wait. */
    public int waiting() {
        return executor.getQueue().size();
    }

    /** Takes no more tasks, runs those that wait, and returns when the thread has ended or the bound is over. */
    public void close(Duration bound) {
        executor.shutdown();
        try {
            finished = executor.awaitTermination(bound.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether {@link #close} saw the thread end, so that native memory may be freed. */
    public boolean isFinished() {
        return finished;
    }

    @Override
    public void close() {
        close(Duration.ofSeconds(10));
    }
}
