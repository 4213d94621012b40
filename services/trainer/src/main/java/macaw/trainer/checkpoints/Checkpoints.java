package macaw.trainer.checkpoints;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import macaw.artefacts.ArtefactStore;
import macaw.artefacts.Epochs;
import macaw.artefacts.Provenance;
import macaw.artefacts.Sealed;
import macaw.artefacts.StorePath;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.VersionRef;
import macaw.trainer.learning.Learner;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints of one run: {@code NAMESPACE/runs/ID/checkpoints/STEP-EPOCH}. The epoch in the name keeps a superseded writer
 * out of its successor's folder. A checkpoint is the commit point of what it holds: before its manifest is there nothing has
 * happened, after it everything has.
 */
public final class Checkpoints {
    private static final System.Logger LOG = System.getLogger(Checkpoints.class.getName());

    private final ArtefactStore store;
    private final Epochs epochs;
    private final String namespace;
    private final String run;

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
     * @throws CodedException EPOCH_SUPERSEDED when another writer has taken the run over
     */
    public Checkpoint save(long epoch, CheckpointState state, List<VersionRef> parents, Learner learner) {
        StorePath folder = folder().resolve(StorePath.numbered(state.step()) + "-" + StorePath.numbered(epoch));
        Sealed content =
                store.seal(folder, Provenance.ofRun(run, epoch, state.step(), parents, state.metrics()), directory -> {
                    learner.save(Files.createDirectory(directory.resolve(Checkpoint.LEARNER)));
                    learner.writeModel(Files.createDirectory(directory.resolve(Checkpoint.MODEL)));
                    CheckpointJson.write(directory.resolve(Checkpoint.FLOW), state);
                    epochs.requireCurrent(namespace, run, epoch);
                });
        return new Checkpoint(state, content, store.local(content));
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

    /** What the flow remembered with the furthest checkpoint, nothing of it verified; for showing only. */
    public Optional<CheckpointState> latestState() {
        for (String name : store.list(folder()).reversed()) {
            Optional<CheckpointState> state = whole(name, content -> content)
                    .flatMap(content -> store.read(content.folder().resolve(Checkpoint.FLOW)))
                    .map(content -> read(name, content));
            if (state.isPresent()) {
                return state;
            }
        }
        return Optional.empty();
    }

    private Checkpoint open(Sealed content) {
        Path directory = store.open(content.folder(), content.sha256());
        String name = content.folder().name();
        CheckpointState state = store.read(content.folder().resolve(Checkpoint.FLOW))
                .map(flow -> read(name, flow))
                .orElseThrow(() -> unreadable(name, "it is missing", null));
        return new Checkpoint(state, content, directory);
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
