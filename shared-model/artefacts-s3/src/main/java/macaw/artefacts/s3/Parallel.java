package macaw.artefacts.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/** Does several things at once, all callers together no more requests than there are permits. */
final class Parallel {
    private final Semaphore permits;

    Parallel(int requests) {
        this.permits = new Semaphore(requests);
    }

    /** One thing that has to be done. */
    interface Task<T, R> {
        R run(T item) throws Exception;
    }

    /** Does this with every item and returns the results in order. After a failure no more are begun, and the first is thrown. */
    <T, R> List<R> map(List<T> items, Task<T, R> task) {
        AtomicBoolean failed = new AtomicBoolean();
        List<Future<R>> futures = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (T item : items) {
                futures.add(threads.submit(() -> {
                    if (failed.get()) {
                        throw new NotBegun();
                    }
                    try {
                        return task.run(item);
                    } catch (Exception | Error e) {
                        failed.set(true);
                        throw e;
                    }
                }));
            }
        }
        // Closing has waited for all of them.
        List<R> results = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        for (Future<R> future : futures) {
            switch (future.state()) {
                case SUCCESS -> results.add(future.resultNow());
                case FAILED -> failures.add(future.exceptionNow());
                case CANCELLED, RUNNING -> failures.add(new NotBegun());
            }
        }
        failures.stream().filter(e -> !(e instanceof NotBegun)).findFirst().ifPresent(Parallel::rethrow);
        if (!failures.isEmpty()) {
            throw new CodedException(ErrorCode.STORE_UNAVAILABLE, "the transfer was interrupted");
        }
        return results;
    }

    /** One request, when there is a permit. */
    <R> R request(Callable<R> send) throws Exception {
        permits.acquire();
        try {
            return send.call();
        } finally {
            permits.release();
        }
    }

    private static void rethrow(Throwable e) {
        switch (e) {
            case RuntimeException unchecked -> throw unchecked;
            case Error error -> throw error;
            case IOException io -> throw new UncheckedIOException(io);
            default -> throw new IllegalStateException(new ExecutionException(e));
        }
    }

    private static final class NotBegun extends RuntimeException {}
}
