package macaw.reward.scoring;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import macaw.chassis.engine.EngineThread;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/**
 * Scores sequences on the engine thread, together with whatever else waits by then: while one batch is computed the next one gathers. What comes
 * in one request, or in answer to one batch, comes within a moment and not at once; so a batch begins when nobody has come for that long. What a
 * sequence scores does not depend on who shares its batch; that is the native scorer's promise.
 */
public final class BatchedScorer {
    /** Nobody has come for this long: the batch begins. In nanoseconds, and far less than a batch takes. */
    private static final long MOMENT = 300_000;
    /** Nor does it wait longer than this, in nanoseconds, however many come. */
    private static final long LONGEST_WAIT = 2_000_000;

    private final EngineThread engine;
    private final NativeScorer scorer;
    private final Limits limits;
    private final Queue<Job> waiting = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition came = lock.newCondition();
    private long tokens;
    private long arrivals;

    /** What computes; called on the engine thread only. */
    @FunctionalInterface
    public interface NativeScorer {
        /** One score a sequence, in order. */
        float[] score(List<int[]> sequences);
    }

    /**
     * Bounds.
     *
     * @param batchTokens of a batch; what sequences begin with like the first counts once
     * @param waiting sequences that may wait; more are refused with OVERLOADED
     */
    public record Limits(int batchTokens, int waiting) {
        /** Refuses bounds below 1. */
        public Limits {
            if (batchTokens < 1 || waiting < 1) {
                throw new CodedException(
                        ErrorCode.SETTINGS_INVALID,
                        "batch tokens and waiting must be >= 1, were " + batchTokens + " and " + waiting);
            }
        }
    }

    private record Job(int[] sequence, CompletableFuture<Double> score) {}

    /** Batches for one native scorer. */
    public BatchedScorer(EngineThread engine, NativeScorer scorer, Limits limits) {
        this.engine = engine;
        this.scorer = scorer;
        this.limits = limits;
    }

    /** The score of a sequence; OVERLOADED when too many wait, DRAINING at the end of the service. */
    public CompletableFuture<Double> score(int[] sequence) {
        var job = new Job(sequence, new CompletableFuture<>());
        lock.lock();
        try {
            if (waiting.size() >= limits.waiting()) {
                return CompletableFuture.failedFuture(new CodedException(
                        ErrorCode.OVERLOADED, limits.waiting() + " sequences wait to be scored already"));
            }
            waiting.add(job);
            tokens += sequence.length;
            arrivals++;
            came.signal();
        } finally {
            lock.unlock();
        }
        // One turn a sequence is more turns than batches; the turns that find nothing cost nothing.
        engine.submit(this::turn).whenComplete((done, e) -> {
            if (e != null) {
                job.score().completeExceptionally(e);
            }
        });
        return job.score();
    }

    private int turn() {
        List<Job> batch = gathered();
        if (batch.isEmpty()) {
            return 0;
        }
        try {
            float[] scores = scorer.score(batch.stream().map(Job::sequence).toList());
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).score().complete((double) scores[i]);
            }
        } catch (RuntimeException | Error e) {
            batch.forEach(job -> job.score().completeExceptionally(e));
        }
        return batch.size();
    }

    private List<Job> gathered() {
        lock.lock();
        try {
            waitForMore();
            List<Job> batch = TokenBatches.take(waiting, Job::sequence, limits.batchTokens());
            batch.forEach(job -> tokens -= job.sequence().length);
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void waitForMore() {
        long left = LONGEST_WAIT;
        while (!waiting.isEmpty() && tokens < limits.batchTokens() && left > 0) {
            long before = arrivals;
            long patience = Math.min(MOMENT, left);
            try {
                left -= patience - Math.max(0, came.awaitNanos(patience));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            if (arrivals == before) {
                return;
            }
        }
    }
}
