package macaw.trainer.runs;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import macaw.artefacts.ArtefactStore;
import macaw.artefacts.Epochs;
import macaw.trainer.datasets.Datasets;
import macaw.trainer.datasets.Snapshots;
import macaw.trainer.history.History;
import macaw.trainer.runs.RunStatus.Change;

/**
 * The runs of a namespace: started, watched, steered, and carried out one after the other, the oldest first. What a run is and
 * how it stands is in the store before it is shown, so a trainer that starts again takes up by itself what another left.
 */
public final class Runs implements AutoCloseable {
    private final RunArchive archive;
    private final RunStarts starts;
    private final RunRegister register;
    private final RunStandings standings;
    private final Histories histories;
    private final RunWorker worker;
    private final ReentrantLock lock = new ReentrantLock();

    /** How long to wait before a dependency that is away is tried again: first, and at most. */
    public record Backoff(Duration first, Duration longest) {}

    /**
     * The runs of that namespace; nothing happens before {@link #open}.
     *
     * @param owner names this process in the epochs it claims
     * @param log where figures are written beside the store
     */
    public Runs(
            String namespace,
            String owner,
            ArtefactStore store,
            Learners learners,
            Datasets datasets,
            Snapshots snapshots,
            Workshop workshop,
            RunEvents events,
            MetricsLog log,
            Backoff backoff,
            InstantSource clock,
            MeterRegistry meters) {
        this.archive = new RunArchive(store, namespace);
        this.starts = new RunStarts(namespace, store, learners, datasets, snapshots, clock);
        this.register = new RunRegister(events, clock, meters);
        this.standings = new RunStandings(namespace, store, archive, workshop, register, lock);
        this.histories = new Histories(store, namespace);
        Retiring retiring = new Retiring(store, namespace, register);
        var bench =
                new RunWorker.Bench(namespace, owner, new Epochs(store), archive, workshop, retiring, histories, log);
        this.worker = new RunWorker(bench, standings, register, backoff, lock);
    }

    /** Reads the runs of the store, again and again until it answers, then takes up what is not ended. */
    public void open() {
        worker.start();
    }

    /** Starts a run; the same request again returns the run that is there. Errors: as of its settings; RUN_CONFLICT; RUN_TOO_LARGE. */
    public RunView start(StartRequest request) {
        standings.requireRestored();
        Optional<RunView> known = register.find(request.id());
        if (known.isPresent()) {
            RunArchive.requireSame(known.get().run(), request);
            return known.get();
        }
        RunView started = standings.add(archive.create(starts.record(request)));
        worker.wake();
        return started;
    }

    /** Errors: RUN_UNKNOWN. */
    public RunView get(String id) {
        standings.requireRestored();
        return register.get(id);
    }

    /** All runs, the oldest first. */
    public List<RunView> list() {
        standings.requireRestored();
        return register.all();
    }

    /** The run as soon as it is another than the one known, or as it is after that time. */
    public RunView awaitChange(RunView known, Duration atMost) throws InterruptedException {
        return register.awaitChange(known, atMost);
    }

    /** The figures of a run's steps and its latest samples; those since the last checkpoint where the run is carried out here. */
    public History history(String id) {
        get(id);
        return histories.of(id);
    }

    /** Stops a run at its next look-up, after a checkpoint where the learner allows one. */
    public RunView pause(String id) {
        return steer(id, new Change.Pause());
    }

    /** Puts a paused run back into the queue. */
    public RunView resume(String id) {
        return steer(id, new Change.Resume());
    }

    /** Ends a run; what it has published stays. */
    public RunView cancel(String id) {
        return steer(id, new Change.Cancel());
    }

    private RunView steer(String id, Change change) {
        standings.requireRestored();
        lock.lock();
        try {
            RunView after = standings.apply(id, change);
            worker.steered(id, after.status());
            return after;
        } finally {
            lock.unlock();
        }
    }

    /** Stops the run that is carried out, after a checkpoint, and takes up no other. */
    @Override
    public void close() {
        worker.close();
    }
}
