package macaw.trainer.datasets;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import macaw.artefacts.ArtefactStore;
import macaw.artefacts.LocalCopy;
import macaw.artefacts.Provenance;
import macaw.artefacts.StorePath;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/**
 * Data sets in the store: {@code NAMESPACE/datasets/SHA256/rows.jsonl}, named by the hash of their bytes, so that a run that
 * names one can never read another.
 */
public final class Datasets {
    /** The file with the rows. */
    public static final String FILE = "rows.jsonl";

    private final ArtefactStore store;
    private final long maxBytes;

    /**
     * The data sets of this store.
     *
     * @param maxBytes the largest data set that is taken
     */
    public Datasets(ArtefactStore store, long maxBytes) {
        this.store = store;
        this.maxBytes = maxBytes;
    }

    /** Writes the bytes of a data set. */
    @FunctionalInterface
    public interface Source {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Begins to take a data set in, piece by piece. */
    public DatasetIntake begin(String namespace) {
        return new DatasetIntake(this, namespace, maxBytes);
    }

    /** Takes a data set in and returns its SHA-256. Errors: as {@link DatasetIntake#finish}. */
    public String add(String namespace, Source source) {
        try (DatasetIntake intake = begin(namespace)) {
            source.writeTo(intake.asStream());
            return intake.finish();
        } catch (IOException e) {
            throw DatasetIntake.unwritable(e);
        }
    }

    void seal(String namespace, String sha256, Path rows) {
        store.seal(folder(namespace, sha256), Provenance.NONE, directory -> Files.copy(rows, directory.resolve(FILE)));
    }

    /** A data set, verified; its rows are in {@link #FILE}. Errors: DATASET_UNKNOWN. */
    public LocalCopy open(String namespace, String sha256) {
        StorePath folder = folder(namespace, sha256);
        if (store.find(folder).isEmpty()) {
            throw new CodedException(ErrorCode.DATASET_UNKNOWN, "no data set " + sha256 + " in " + namespace);
        }
        return store.open(folder, "");
    }

    private static StorePath folder(String namespace, String sha256) {
        return StorePath.of(namespace, "datasets", sha256);
    }
}
