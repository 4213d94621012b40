package macaw.torch;

import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Where two computations that do not look at each other are carried out. In two lanes they go on at once, each on its half of the engine's native threads:
 * an operator on a small model is over before it was worth being shared among threads, and between two operators all but one of them wait, while two lanes
 * keep them at work. What a lane computes is to the bit what an engine of as many threads as the lane has computes.
 */
public final class Lanes implements AutoCloseable {
    private final List<ExecutorService> threads;
    private final Executor first;
    private final Executor second;

    private Lanes(List<ExecutorService> threads, Executor first, Executor second) {
        this.threads = threads;
        this.first = first;
        this.second = second;
    }

    /** One lane, the caller's thread: one computation after the other, on all of the engine's threads. */
    public static Lanes one() {
        return new Lanes(List.of(), Runnable::run, Runnable::run);
    }

    /** @param engine which has something to gain; of an odd number of threads one is left out, so that both lanes compute the same bits */
    public static Lanes two(TorchEngine engine) {
        if (!gain(engine)) {
            throw new IllegalArgumentException(
                    "two lanes want two threads of a CPU, not " + engine.threads() + " of " + engine.device());
        }
        ExecutorService first = lane("lane-1", engine.threads() / 2);
        ExecutorService second = lane("lane-2", engine.threads() / 2);
        // each thread keeps a number of its own, but what was set last is what a new thread begins with
        JniUtils.setNumThreads(engine.threads());
        return new Lanes(List.of(first, second), first, second);
    }

    /** Whether an engine has threads for two lanes; one thread keeps a GPU at work. */
    public static boolean gain(TorchEngine engine) {
        return engine.threads() >= 2 && !engine.device().isGpu();
    }

    private static ExecutorService lane(String name, int nativeThreads) {
        ExecutorService lane = Executors.newSingleThreadExecutor(
                work -> Thread.ofPlatform().name(name).daemon().unstarted(work));
        Runnable prepare = () -> {
            // asked for first: when a thread first looks at its number, it takes the process's for its own
            int ignored = JniUtils.getNumThreads();
            JniUtils.setNumThreads(nativeThreads);
            TorchEngine.executeAsWritten();
        };
        CompletableFuture.runAsync(prepare, lane).join();
        return lane;
    }

    /** Returns when neither is at work any more; throws what the first has thrown, or else the second. */
    public void both(Runnable inFirst, Runnable inSecond) {
        CompletableFuture<Void> one = CompletableFuture.runAsync(inFirst, first);
        CompletableFuture<Void> other = CompletableFuture.runAsync(inSecond, second);
        CompletableFuture.allOf(one, other).exceptionally(failed -> null).join();
        if (one.isCompletedExceptionally() && other.isCompletedExceptionally()) {
            one.exceptionNow().addSuppressed(other.exceptionNow());
        }
        rethrow(one);
        rethrow(other);
    }

    private static void rethrow(CompletableFuture<Void> ended) {
        if (ended.isCompletedExceptionally()) {
            switch (ended.exceptionNow()) {
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case Throwable e -> throw new IllegalStateException("a Runnable threw what it cannot", e);
            }
        }
    }

    @Override
    public void close() {
        threads.forEach(ExecutorService::close);
    }
}
