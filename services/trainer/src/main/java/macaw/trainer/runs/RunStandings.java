package macaw.trainer.runs;

import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
import macaw.trainer.runs.RunStatus.Change;

/** How each run stands: in the store before it is shown. */
final class RunStandings {
    private static final System.Logger LOG = System.getLogger(RunStandings.class.getName());

    private final String namespace;
    private final ArtefactStore store;
    private final RunArchive archive;
    private final Workshop workshop;
    private final RunRegister register;
    private final ReentrantLock lock;
    private final Map<String, RunStatus> written = new HashMap<>();
    private boolean restored;

    /** @param lock held whenever a standing changes */
    RunStandings(
            String namespace,
            ArtefactStore store,
            RunArchive archive,
            Workshop workshop,
            RunRegister register,
            ReentrantLock lock) {
        this.namespace = namespace;
        this.store = store;
        this.archive = archive;
        this.workshop = workshop;
        this.register = register;
        this.lock = lock;
    }

    /** Shows a run that is in the store, unless it is shown already. */
    RunView add(RunRecord run) {
        lock.lock();
        try {
            if (register.find(run.id()).isEmpty()) {
                register.put(view(run, archive.status(run.id())));
            }
            return register.get(run.id());
        } finally {
            lock.unlock();
        }
    }

    /** Writes a status down before it is shown; what passes by itself is only shown. */
    RunView apply(String id, Change change) {
        lock.lock();
        try (var lines = LogContext.run(id)) {
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
    void applyFromWork(String id, Change change) {
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

    /** Shows what the store says: another trainer writes it. */
    void readAgain(String id) {
        lock.lock();
        try {
            RunStatus status = archive.status(id);
            written.put(id, status);
            register.put(view(register.get(id).run(), status));
        } finally {
            lock.unlock();
        }
    }

    /** Errors: STORE_UNAVAILABLE before {@link #restore}. */
    void requireRestored() {
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

    /** Shows every run of the store. */
    void restore() {
        Map<String, RunView> found = new TreeMap<>();
        for (String id : archive.ids()) {
            try (var lines = LogContext.run(id)) {
                archive.find(id).ifPresent(run -> found.put(id, view(run, archive.status(id))));
            } catch (CodedException e) {
                if (e.code().kind().retryable()) {
                    throw e;
                }
                LOG.log(Level.ERROR, "run " + id + " cannot be read and is left alone", e);
            }
        }
        found.values().forEach(register::put);
        register.restored();
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
}
