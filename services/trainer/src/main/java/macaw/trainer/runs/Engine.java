package macaw.trainer.runs;

import java.util.function.Supplier;

/** Where native work is done: one thread, one piece of work at a time; the caller waits. */
public interface Engine {
    /** Does the work on the engine thread and returns what it returned, or throws what it threw. */
    <T> T call(Supplier<T> work);

    /** Does the work on the engine thread. */
    default void run(Runnable work) {
        call(() -> {
            work.run();
            return true;
        });
    }
}
