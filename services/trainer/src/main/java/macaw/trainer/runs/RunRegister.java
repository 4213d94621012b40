package macaw.trainer.runs;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.RewardWeight;
import macaw.records.VersionRef;

/** How every run stands, in memory: what is shown, watched and measured. */
final class RunRegister {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, RunView> runs = new HashMap<>();
    private final RunEvents events;
    private final InstantSource clock;
    private final RunGauges gauges;
    private final RunMeters standing;

    RunRegister(RunEvents events, InstantSource clock, MeterRegistry meters) {
        this.events = events;
        this.clock = clock;
        this.gauges = new RunGauges(meters);
        this.standing = new RunMeters(this::all, clock, meters);
    }

    /** Errors: RUN_UNKNOWN. */
    RunView get(String id) {
        return find(id).orElseThrow(() -> new CodedException(ErrorCode.RUN_UNKNOWN, "no run is called " + id));
    }

    Optional<RunView> find(String id) {
        lock.lock();
        try {
            return Optional.ofNullable(runs.get(id));
        } finally {
            lock.unlock();
        }
    }

    /** All runs, the oldest first. */
    List<RunView> all() {
        lock.lock();
        try {
            return runs.values().stream()
                    .sorted(Comparator.comparing((RunView run) -> run.run().createdAt())
                            .thenComparing(run -> run.run().id()))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    void put(RunView run) {
        lock.lock();
        try {
            runs.put(run.run().id(), run);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        standing.stands(run.status());
        events.changed(run);
    }

    /** Every run of the store is here. */
    void restored() {
        standing.restored();
    }

    RunView update(String id, UnaryOperator<RunView> change) {
        RunView after;
        lock.lock();
        try {
            after = change.apply(get(id));
            runs.put(id, after);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        events.changed(after);
        return after;
    }

    RunView changed(String id, RunStatus status) {
        boolean begins = status instanceof RunStatus.Running && get(id).status() instanceof RunStatus.Queued;
        RunView after = update(id, run -> run.with(status, clock.instant()));
        standing.stands(status);
        if (begins) {
            standing.progressed();
            gauges.begin();
        }
        return after;
    }

    void progressed(String id, RunProgress progress, Map<String, Double> metrics) {
        RunView after = update(
                id,
                run -> run.with(progress, Metrics.merged(run.metrics(), metrics), run.published(), clock.instant()));
        standing.progressed();
        gauges.show(after.run().kind(), metrics);
    }

    void published(String id, VersionRef version) {
        standing.progressed();
        update(id, run -> {
            if (run.published().contains(version)) {
                return run;
            }
            List<VersionRef> published = new ArrayList<>(run.published());
            published.add(version);
            return run.with(run.progress(), run.metrics(), published, clock.instant());
        });
    }

    /** The run as soon as it is another than the one known, or as it is after that time. */
    RunView awaitChange(RunView known, Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            long left = atMost.toNanos();
            while (left > 0 && get(known.run().id()).equals(known)) {
                left = changed.awaitNanos(left);
            }
            return get(known.run().id());
        } finally {
            lock.unlock();
        }
    }

    /** Versions that a run which has not ended reads. */
    Set<VersionRef> namedByLiveRuns() {
        Set<VersionRef> named = new HashSet<>();
        for (RunView run : all()) {
            if (!run.status().ended()) {
                run.run().models().values().forEach(model -> named.add(model.ref()));
                run.run().rewards().stream().map(RewardWeight::reward).forEach(named::add);
            }
        }
        return named;
    }

    /** Versions that a run ended with. */
    Set<VersionRef> finishedWith() {
        Set<VersionRef> finished = new HashSet<>();
        for (RunView run : all()) {
            if (run.status() instanceof RunStatus.Finished && !run.published().isEmpty()) {
                finished.add(run.published().getLast());
            }
        }
        return finished;
    }
}
