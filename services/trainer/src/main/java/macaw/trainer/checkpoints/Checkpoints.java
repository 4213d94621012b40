package macaw.trainer.checkpoints;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import macaw.artefacts.ArtefactStore;
import macaw.artefacts.Epochs;
import macaw.artefacts.Hashes;
import macaw.artefacts.LocalCopies;
import macaw.artefacts.LocalCopy;
import macaw.artefacts.Provenance;
import macaw.artefacts.Sealed;
import macaw.artefacts.StorePath;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.VersionRef;
import macaw.trainer.history.History;
import macaw.trainer.history.HistoryFiles;
import macaw.trainer.learning.Learner;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints of one run: {@code NAMESPACE/runs/ID/checkpoints/STEP-EPOCH}. The epoch in the name keeps a superseded writer
 * out of its successor's folder. A checkpoint is the commit point of what it holds: before its manifest is there nothing has
 * happened, after it everything has.
 */
public final class Checkpoints implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Checkpoints.class.getName());

    private final ArtefactStore store;
    private final Epochs epochs;
    private final String namespace;
    private final String run;
    /** The files of the checkpoint that was given out last; an earlier one's are not read any more. */
    private final LocalCopies held = new LocalCopies();

    /** The checkpoints of that run. */
    public Checkpoints(ArtefactStore store, String namespace, String run) {
        this.store = store;
        this.epochs = new Epochs(store);
        this.namespace = namespace;
        this.run = run;
    }

    /**
     * Writes one; called from the engine thread.
     *
     * @param history committed with it
     * @throws CodedException EPOCH_SUPERSEDED when another writer has taken the run over
     */
    public Checkpoint save(
            long epoch, CheckpointState state, History history, List<VersionRef> parents, Learner learner) {
        StorePath folder = folder().resolve(StorePath.numbered(state.step()) + "-" + StorePath.numbered(epoch));
        Sealed content =
                store.seal(folder, Provenance.ofRun(run, epoch, state.step(), parents, state.metrics()), directory -> {
                    learner.save(Files.createDirectory(directory.resolve(Checkpoint.LEARNER)));
                    if (state.published()) {
                        learner.writeModel(Files.createDirectory(directory.resolve(Checkpoint.MODEL)));
                    }
                    CheckpointJson.write(directory.resolve(Checkpoint.FLOW), state);
                    HistoryFiles.write(directory, history);
                    epochs.requireCurrent(namespace, run, epoch);
                });
        return new Checkpoint(state, content, hold(store.local(content)));
    }

    /**
     * Writes down what the iteration before a checkpoint was trained on, in {@code NAMESPACE/runs/ID/trained/STEP-EPOCH.json}; returns its SHA-256.
     *
     * @param step of the checkpoint that will commit it
     */
    public String keep(long epoch, long step, TrainedRollouts rollouts) {
        byte[] content = rollouts.json();
        String name = StorePath.numbered(step) + "-" + StorePath.numbered(epoch) + ".json";
        // of one writer and step there is one content, so one that is there already is it
        store.create(StorePath.of(namespace, "runs", run, "trained").resolve(name), content);
        return Hashes.sha256(content);
    }

    /**
     * The furthest checkpoint that is whole. One that is damaged is passed over, because the run can do the steps after the one
     * before it again and ends in the same bits.
     */
    public Optional<Checkpoint> latest() {
        for (String name : store.list(folder()).reversed()) {
            Optional<Checkpoint> checkpoint = whole(name, this::open);
            if (checkpoint.isPresent()) {
                return checkpoint;
            }
        }
        return Optional.empty();
    }

    /** Deletes all but the last {@code keep} that are whole. */
    public void prune(int keep) {
        int kept = 0;
        for (String name : store.list(folder()).reversed()) {
            if (kept >= keep) {
                store.remove(folder().resolve(name));
            } else if (whole(name, content -> content).isPresent()) {
                kept++;
            }
        }
    }

    private <T> Optional<T> whole(String name, Function<Sealed, T> use) {
        try {
            return store.find(folder().resolve(name)).map(use);
        } catch (CodedException e) {
            if (e.code() == ErrorCode.VERSION_UNKNOWN) {
                // pruned by the run itself since it was found
                return Optional.empty();
            }
            if (e.code() != ErrorCode.MANIFEST_MISMATCH) {
                throw e;
            }
            LOG.log(
                    Level.WARNING,
                    "checkpoint {0} of run {1} is damaged and passed over: {2}",
                    name,
                    run,
                    e.getMessage());
            return Optional.empty();
        }
    }

    /** What the flow remembered with the furthest checkpoint, the other files of which are left where they are. */
    public Optional<CheckpointState> latestState() {
        for (String name : store.list(folder()).reversed()) {
            Optional<CheckpointState> state = whole(name, content -> state(name, content));
            if (state.isPresent()) {
                return state;
            }
        }
        return Optional.empty();
    }

    /** What the run had shown of itself by the furthest checkpoint, the other files of which are left where they are. */
    public Optional<History> latestHistory() {
        for (String name : store.list(folder()).reversed()) {
            Optional<History> history = whole(name, content -> history(name, content));
            if (history.isPresent()) {
                return history;
            }
        }
        return Optional.empty();
    }

    private History history(String name, Sealed content) {
        try (LocalCopy files = store.open(content.folder(), content.sha256(), HistoryFiles.ALL::contains)) {
            return history(name, files.resolve(""));
        }
    }

    static History history(String checkpoint, Path directory) {
        try {
            return HistoryFiles.read(directory);
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            throw new CodedException(
                    ErrorCode.MANIFEST_MISMATCH,
                    "the history in checkpoint " + checkpoint + " cannot be read: " + e.getMessage(),
                    e);
        }
    }

    private CheckpointState state(String name, Sealed content) {
        try (LocalCopy flow = store.open(content.folder(), content.sha256(), Checkpoint.FLOW::equals)) {
            return read(name, Files.readAllBytes(flow.resolve(Checkpoint.FLOW)));
        } catch (IOException e) {
            throw unreadable(name, String.valueOf(e.getMessage()), e);
        }
    }

    private Checkpoint open(Sealed content) {
        Path directory = hold(store.open(content.folder(), content.sha256()));
        String name = content.folder().name();
        try {
            return new Checkpoint(
                    read(name, Files.readAllBytes(directory.resolve(Checkpoint.FLOW))), content, directory);
        } catch (IOException e) {
            throw unreadable(name, String.valueOf(e.getMessage()), e);
        }
    }

    private Path hold(LocalCopy files) {
        Path directory = held.hold(files);
        held.keepLast();
        return directory;
    }

    /** Lets go of the files of what was given out. */
    @Override
    public void close() {
        held.close();
    }

    private CheckpointState read(String checkpoint, byte[] flow) {
        try {
            return CheckpointJson.read(flow);
        } catch (IOException | IllegalArgumentException e) {
            throw unreadable(checkpoint, String.valueOf(e.getMessage()), e);
        }
    }

    private CodedException unreadable(String checkpoint, String why, @Nullable Throwable cause) {
        return new CodedException(
                ErrorCode.MANIFEST_MISMATCH,
                Checkpoint.FLOW + " of checkpoint " + checkpoint + " of run " + run + " cannot be read: " + why,
                cause);
    }

    private StorePath folder() {
        return StorePath.of(namespace, "runs", run, "checkpoints");
    }
}
