package macaw.generator.policies;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import macaw.chassis.logs.LogContext;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.VersionRef;

/**
 * The versions that are loaded, at most so many. A version is loaded on a thread of its own while the others go on writing, and stays until
 * room is wanted and nobody leases it; the least recently used goes first. While all are leased, who wants another waits. Thread-safe.
 */
public final class PolicyPool implements AutoCloseable {
    private final PolicyLoader loader;
    private final int capacity;
    private final ExecutorService loading = Executors.newSingleThreadExecutor(
            LogContext.unrelated(Thread.ofPlatform().name("policy-loader").factory()));

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<VersionRef, Entry> entries = new LinkedHashMap<>();
    private long uses;
    private boolean closed;

    /** A version that is loaded, being loaded, or waiting for room. */
    private static final class Entry {
        final VersionRef version;
        final CompletableFuture<LoadedPolicy> policy = new CompletableFuture<>();
        boolean started;
        int leases;
        long lastUse;

        Entry(VersionRef version) {
            this.version = version;
        }

        Optional<LoadedPolicy> loaded() {
            return policy.isDone() && !policy.isCompletedExceptionally()
                    ? Optional.of(policy.join())
                    : Optional.empty();
        }
    }

    public PolicyPool(PolicyLoader loader, int capacity) {
        if (capacity < 1) {
            throw new CodedException(ErrorCode.SETTINGS_INVALID, "loaded policies must be at least 1, was " + capacity);
        }
        this.loader = loader;
        this.capacity = capacity;
    }

    /** Leases a version, loading it first if it is not here; fails with the loader's errors or DRAINING. */
    public CompletableFuture<PolicyLease> acquire(VersionRef version) {
        lock.lock();
        try {
            if (closed) {
                return CompletableFuture.failedFuture(
                        new CodedException(ErrorCode.DRAINING, "the generator is shutting down"));
            }
            Entry entry = entries.computeIfAbsent(version, Entry::new);
            entry.leases++;
            entry.lastUse = ++uses;
            startWaiting();
            return entry.policy.thenApply(policy -> new PolicyLease(policy, () -> release(entry)));
        } finally {
            lock.unlock();
        }
    }

    /** The same, for a thread that may wait. */
    public PolicyLease lease(VersionRef version) throws InterruptedException {
        try {
            return acquire(version).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CodedException coded) {
                throw coded;
            }
            throw new CodedException(ErrorCode.INTERNAL, version + " cannot be loaded", e);
        }
    }

    /** Loads a version before anyone asks for it; what goes wrong is told to whoever does. */
    public void preload(VersionRef version) {
        acquire(version).thenAccept(PolicyLease::close);
    }

    /** The versions that are loaded. */
    public List<VersionRef> loaded() {
        lock.lock();
        try {
            return entries.values().stream()
                    .filter(entry -> entry.loaded().isPresent())
                    .map(entry -> entry.version)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** A version that somebody leases. */
    public LoadedPolicy leased(VersionRef version) {
        lock.lock();
        try {
            Entry entry = entries.get(version);
            if (entry == null) {
                throw new IllegalStateException(version + " is not loaded");
            }
            return entry.policy.join();
        } finally {
            lock.unlock();
        }
    }

    /** Unloads everything; nobody may be writing any more. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        loading.close();
        entries.values().forEach(entry -> entry.loaded().ifPresent(LoadedPolicy::close));
    }

    private void release(Entry entry) {
        lock.lock();
        try {
            entry.leases--;
            entry.lastUse = ++uses;
            startWaiting();
        } finally {
            lock.unlock();
        }
    }

    /** Starts loading what waits, as far as there is room or room can be made. */
    private void startWaiting() {
        for (Entry entry : List.copyOf(entries.values())) {
            if (!entry.started && (hasRoom() || evict()) && !closed) {
                entry.started = true;
                loading.execute(() -> load(entry));
            }
        }
    }

    private boolean hasRoom() {
        return entries.values().stream().filter(entry -> entry.started).count() < capacity;
    }

    private boolean evict() {
        Optional<Entry> victim = entries.values().stream()
                .filter(entry -> entry.leases == 0 && entry.loaded().isPresent())
                .min(Comparator.comparingLong(entry -> entry.lastUse));
        victim.ifPresent(entry -> {
            entries.remove(entry.version);
            entry.loaded().ifPresent(LoadedPolicy::close);
        });
        return victim.isPresent();
    }

    private void load(Entry entry) {
        try {
            LoadedPolicy policy = loader.load(entry.version);
            entry.policy.complete(policy);
        } catch (RuntimeException | Error e) {
            lock.lock();
            try {
                // whoever asks next tries again
                entries.remove(entry.version);
                startWaiting();
            } finally {
                lock.unlock();
            }
            entry.policy.completeExceptionally(e);
        }
    }
}
