package macaw.trainer.checkpoints;

import java.nio.file.Path;
import java.util.List;
import macaw.artefacts.FileEntry;
import macaw.artefacts.Sealed;
import macaw.trainer.history.History;

/**
 * A checkpoint that is in the store, whole and verified.
 *
 * @param directory its files on this machine, read-only
 */
public record Checkpoint(CheckpointState state, Sealed content, Path directory) {
    static final String LEARNER = "learner";
    static final String MODEL = "model";
    static final String FLOW = "flow.json";

    /** The learner's complete state. */
    public Path learner() {
        return directory.resolve(LEARNER);
    }

    /** The checkpoint to publish, in Hugging Face's format. */
    public Path model() {
        return directory.resolve(MODEL);
    }

    /** What the run had shown of itself by then. */
    public History history() {
        return Checkpoints.history(content.folder().name(), directory);
    }

    /** Names, sizes and hashes of the files to publish. */
    public List<FileEntry> modelFiles() {
        return content.manifest().filesIn(MODEL);
    }

    /** Epoch of the writer that made it. */
    public long epoch() {
        return content.manifest().provenance().epoch();
    }
}
