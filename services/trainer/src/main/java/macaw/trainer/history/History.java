package macaw.trainer.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The figures of a run's steps and the samples of its last iteration. A checkpoint holds all of it, sealed with the weights, so a
 * run that is taken up again has the steps that it did again once. Written by the run alone, read by whoever looks.
 *
 * <p>It is bounded: of a run with more than {@link #LIMIT} steps every 2nd stays, then every 4th, and so on ({@link Thinning}).
 */
public final class History {
    /** Most steps that are kept. At some 40 figures a step that is 30 MB of memory and 10 MB of a checkpoint. */
    public static final int LIMIT = 10_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final int limit;
    private final List<StepFigures> steps = new ArrayList<>();
    private Optional<Samples> samples;

    /** A history that goes on from these, oldest step first. */
    public History(List<StepFigures> steps, Optional<Samples> samples) {
        this(steps, samples, LIMIT);
    }

    History(List<StepFigures> steps, Optional<Samples> samples, int limit) {
        this.limit = limit;
        this.samples = samples;
        steps.forEach(this::add);
    }

    /** A history of nothing yet. */
    public static History empty() {
        return new History(List.of(), Optional.empty());
    }

    /** Keeps the figures of a step, which comes after all that are here. */
    public void add(StepFigures step) {
        lock.lock();
        try {
            long before = steps.isEmpty() ? 0 : steps.getLast().step();
            if (step.step() <= before) {
                throw new IllegalArgumentException("step " + step.step() + " after step " + before);
            }
            steps.add(step);
            long stride = Thinning.stride(step.step(), limit);
            if (stride > 1) {
                thin(before, stride);
            }
        } finally {
            lock.unlock();
        }
    }

    private void thin(long before, long stride) {
        boolean wider = before == 0 || stride > Thinning.stride(before, limit);
        // at the same stride all but the newest two are apart already
        List<StepFigures> touched = wider ? steps : steps.subList(Math.max(0, steps.size() - 2), steps.size());
        List<StepFigures> left = Thinning.of(List.copyOf(touched), stride);
        touched.clear();
        touched.addAll(left);
    }

    /** Keeps what the policy wrote in an iteration, instead of what it wrote in the one before. */
    public void show(Samples latest) {
        lock.lock();
        try {
            samples = Optional.of(latest);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The steps after one, oldest first.
     *
     * @param after a step, 0 for all
     * @param stride every how manyth is wanted, at least 1; it stands for those since the one before it
     */
    public List<StepFigures> after(long after, long stride) {
        lock.lock();
        try {
            return Thinning.of(
                    steps.stream().filter(step -> step.step() > after).toList(), stride);
        } finally {
            lock.unlock();
        }
    }

    /** What the policy wrote in the last iteration; empty for runs that sample nothing. */
    public Optional<Samples> samples() {
        lock.lock();
        try {
            return samples;
        } finally {
            lock.unlock();
        }
    }
}
