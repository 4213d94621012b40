package macaw.generator.policies;

import java.util.concurrent.atomic.AtomicBoolean;

/** Keeps a policy loaded until it is closed, once. */
public final class PolicyLease implements AutoCloseable {
    private final LoadedPolicy policy;
    private final Runnable release;
    private final AtomicBoolean closed = new AtomicBoolean();

    PolicyLease(LoadedPolicy policy, Runnable release) {
        this.policy = policy;
        this.release = release;
    }

    public LoadedPolicy policy() {
        return policy;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            release.run();
        }
    }
}
