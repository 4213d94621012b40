package macaw.trainer.runs;

import io.micrometer.core.instrument.MeterRegistry;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import macaw.artefacts.ArtefactStore;
import macaw.artefacts.Epochs;
import macaw.artefacts.PublishedVersion;
import macaw.artefacts.Versions;
import macaw.chassis.logs.LogContext;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.RunKind;
import macaw.records.VersionRef;
import macaw.trainer.checkpoints.CheckpointState;
import macaw.trainer.checkpoints.Checkpoints;
import macaw.trainer.datasets.Datasets;
import macaw.trainer.datasets.Snapshots;
import macaw.trainer.runs.RunStatus.Change;
import org.jspecify.annotations.Nullable;

/**
 * The runs of a namespace: started, watched, steered, and carried out one after the other, the oldest first. What a run is and
 * how it stands is in the store before it is shown, so a trainer that starts again takes up by itself what another left.
 */
public final class Runs implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Runs.class.getName());
    private static final Duration PATIENCE_AT_CLOSE = Duration.ofSeconds(15);

    private final String namespace;
    private final String owner;
    private final ArtefactStore store;
    private final RunArchive archive;
    private final RunStarts starts;
    private final Workshop workshop;
    private final RunRegister register;
    private final Retiring retiring;
    private final Backoff backoff;
    private final Thread worker;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wake = lock.newCondition();
    private final Map<String, RunStatus> written = new HashMap<>();
    private final Set<String> leftToOthers = new HashSet<>();
    private @Nullable Active active;
    private boolean restored;
    private boolean closed;

    private record Active(String id, RunControl control) {}

    /** How long to wait before a dependency that is away is tried again: first, and at most. */
    public record Backoff(Duration first, Duration longest) {}

    /**
     * The runs of that namespace; nothing happens before {@link #open}.
     *
     * @param owner names this process in the epochs it claims
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
            Backoff backoff,
            InstantSource clock,
            MeterRegistry meters) {
        this.namespace = namespace;
        this.owner = owner;
        this.store = store;
        this.archive = new RunArchive(store, namespace);
        this.starts = new RunStarts(namespace, store, learners, datasets, snapshots, clock);
        this.workshop = workshop;
        this.register = new RunRegister(events, clock, meters);
        this.retiring = new Retiring(store, namespace, register);
        this.backoff = backoff;
        this.worker = Thread.ofPlatform().name("runs").unstarted(this::work);
    }

    /** Reads the runs of the store, again and again until it answers, then takes up what is not ended. */
    public void open() {
        worker.start();
    }

    /** Starts a run; the same request again returns the run that is there. Errors: as of its settings; RUN_CONFLICT. */
    public RunView start(StartRequest request) {
        requireRestored();
        Optional<RunView> known = register.find(request.id());
        if (known.isPresent()) {
            RunArchive.requireSame(known.get().run(), request);
            return known.get();
        }
        RunRecord run = archive.create(starts.record(request));
        lock.lock();
        try {
            if (register.find(run.id()).isEmpty()) {
                register.put(view(run, archive.status(run.id())));
            }
            wake.signalAll();
            return register.get(run.id());
        } finally {
            lock.unlock();
        }
    }

    /** Errors: RUN_UNKNOWN. */
    public RunView get(String id) {
        requireRestored();
        return register.get(id);
    }

    /** All runs, the oldest first. */
    public List<RunView> list() {
        requireRestored();
        return register.all();
    }

    /** The run as soon as it is another than the one known, or as it is after that time. */
    public RunView awaitChange(RunView known, Duration atMost) throws InterruptedException {
        return register.awaitChange(known, atMost);
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
        requireRestored();
        lock.lock();
        try {
            RunView after = apply(id, change);
            leftToOthers.remove(id);
            boolean goesOn = after.status() instanceof RunStatus.Running;
            if (active != null && active.id().equals(id) && !goesOn) {
                active.control().stop();
            }
            wake.signalAll();
            return after;
        } finally {
            lock.unlock();
        }
    }

    /** Writes a status down before it is shown; what passes by itself is only shown. */
    private RunView apply(String id, Change change) {
        lock.lock();
        try {
            RunStatus before = register.get(id).status();
            RunStatus after = before.after(change);
            boolean passing = after instanceof RunStatus.Paused paused && paused.goesOnByItself();
            if (!passing && !after.equals(written.get(id))) {
                archive.append(id, after);
                written.put(id, after);
            }
            if (!after.equals(before)) {
                LOG.log(Level.INFO, "run {0} is {1}", id, after);
            }
            return register.changed(id, after);
        } finally {
            lock.unlock();
        }
    }

    /** The same for changes that come from the work, which may come after somebody stopped it and then mean nothing. */
    private void applyFromWork(String id, Change change) {
        lock.lock();
        try {
            RunStatus now = register.get(id).status();
            if (now.underWay()) {
                apply(id, change);
            }
        } finally {
            lock.unlock();
        }
    }

    private void requireRestored() {
        lock.lock();
        try {
            if (!restored) {
                throw new CodedException(
                        ErrorCode.STORE_UNAVAILABLE, "the trainer has not yet read its runs from the store");
            }
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        try {
            RunControl patience = new RunControl(new Silent(), backoff.first(), backoff.longest());
            begin("", patience);
            patience.whileAway(() -> {
                restore();
                return true;
            });
            while (true) {
                carryOut(awaitNext());
            }
        } catch (RunStopped end) {
            LOG.log(Level.DEBUG, "no more runs are taken up");
        }
    }

    private void restore() {
        Map<String, RunView> found = new TreeMap<>();
        for (String id : archive.ids()) {
            try {
                archive.find(id).ifPresent(run -> found.put(id, view(run, archive.status(id))));
            } catch (CodedException e) {
                if (e.code().kind().retryable()) {
                    throw e;
                }
                LOG.log(Level.ERROR, "run " + id + " cannot be read and is left alone", e);
            }
        }
        found.values().forEach(register::put);
        lock.lock();
        try {
            found.forEach((id, run) -> written.put(id, run.status()));
            restored = true;
        } finally {
            lock.unlock();
        }
    }

    private RunView view(RunRecord run, RunStatus status) {
        RunPlan plan = workshop.plan(run);
        Optional<CheckpointState> checkpoint = new Checkpoints(store, namespace, run.id()).latestState();
        List<VersionRef> published = new Versions(store)
                .list(plan.outputKind(), namespace, plan.output()).stream()
                        .filter(version -> version.provenance().run().equals(run.id()))
                        .map(PublishedVersion::ref)
                        .toList();
        return new RunView(
                run,
                status,
                new Epochs(store).latest(namespace, run.id()),
                new RunProgress(
                        checkpoint.map(CheckpointState::step).orElse(0L),
                        0,
                        run.kind() == RunKind.PPO ? "iteration" : "step",
                        ""),
                checkpoint.map(CheckpointState::metrics).orElseGet(TreeMap::new),
                plan.output(),
                published,
                run.createdAt());
    }

    private RunView awaitNext() {
        lock.lock();
        try {
            while (true) {
                if (closed) {
                    throw new RunStopped();
                }
                Optional<RunView> next = register.all().stream()
                        .filter(run -> !run.status().ended()
                                && !(run.status() instanceof RunStatus.Paused)
                                && !leftToOthers.contains(run.run().id()))
                        .findFirst();
                if (next.isPresent()) {
                    return next.get();
                }
                wake.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunStopped();
        } finally {
            lock.unlock();
        }
    }

    private void begin(String id, RunControl control) {
        lock.lock();
        try {
            active = new Active(id, control);
            if (closed) {
                throw new RunStopped();
            }
        } finally {
            lock.unlock();
        }
    }

    private void carryOut(RunView next) {
        String id = next.run().id();
        RunListener listener = new Listener(id);
        RunControl control = new RunControl(listener, backoff.first(), backoff.longest());
        begin(id, control);
        try (var lines = LogContext.run(id)) {
            long epoch = control.whileAway(() -> new Epochs(store).claim(namespace, id, owner));
            register.update(id, run -> run.withEpoch(epoch));
            control.whileAway(() -> apply(id, new Change.Begin()));
            workshop.carryOut(next.run(), epoch, archive, control, listener, retiring);
            conclude(id, control, new Change.Finish());
        } catch (RunStopped stopped) {
            LOG.log(Level.INFO, "run {0} stopped", id);
        } catch (RuntimeException e) {
            decide(id, control, e);
        } finally {
            end();
        }
    }

    private void end() {
        lock.lock();
        try {
            active = null;
        } finally {
            lock.unlock();
        }
    }

    private void decide(String id, RunControl control, RuntimeException error) {
        LOG.log(Level.WARNING, "run " + id + " ended with an error", error);
        try {
            switch (Verdict.on(error)) {
                case Verdict.LeaveIt() ->
                    control.whileAway(() -> {
                        leave(id);
                        return true;
                    });
                case Verdict.Hold(var reason) -> conclude(id, control, new Change.Hold(reason));
                case Verdict.Fail(var reason) -> conclude(id, control, new Change.Fail(reason));
            }
        } catch (RunStopped stopped) {
            LOG.log(Level.WARNING, "the end of run {0} could not be written down; it will be taken up again", id);
        }
    }

    /** What is shown from now on is what the store says: another trainer writes it. */
    private void leave(String id) {
        lock.lock();
        try {
            leftToOthers.add(id);
            RunStatus status = archive.status(id);
            written.put(id, status);
            register.put(view(register.get(id).run(), status));
        } finally {
            lock.unlock();
        }
    }

    private void conclude(String id, RunControl control, Change change) {
        control.whileAway(() -> {
            applyFromWork(id, change);
            return true;
        });
    }

    /** Stops the run that is carried out, after a checkpoint, and takes up no other. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (active != null) {
                active.control().stop();
            }
            wake.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            worker.join(PATIENCE_AT_CLOSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Listener implements RunListener {
        private final String id;

        Listener(String id) {
            this.id = id;
        }

        @Override
        public void changed(Change change) {
            applyFromWork(id, change);
        }

        @Override
        public void progressed(RunProgress progress, Map<String, Double> metrics) {
            register.progressed(id, progress, metrics);
        }

        @Override
        public void published(PublishedVersion version) {
            LOG.log(Level.INFO, "published {0}", version.ref());
            register.published(id, version.ref());
        }
    }

    private static final class Silent implements RunListener {
        @Override
        public void changed(Change change) {}

        @Override
        public void progressed(RunProgress progress, Map<String, Double> metrics) {}

        @Override
        public void published(PublishedVersion version) {}
    }
}
