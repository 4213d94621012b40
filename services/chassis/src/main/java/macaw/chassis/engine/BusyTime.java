package macaw.chassis.engine;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a thread has been at work, the piece of work that it is at included: who reads this often sees when it worked, not only that a
 * long piece has ended. One thread works, any thread reads.
 */
public final class BusyTime {
    private long nanos;
    private @Nullable Long since;

    /** A piece of work begins. */
    public synchronized void begin() {
        since = System.nanoTime();
    }

    /** It has ended. */
    public synchronized void end() {
        nanos = total();
        since = null;
    }

    /** Time at work up to now; never shrinks. */
    public synchronized Duration spent() {
        return Duration.ofNanos(total());
    }

    private long total() {
        return since == null ? nanos : nanos + System.nanoTime() - since;
    }
}
