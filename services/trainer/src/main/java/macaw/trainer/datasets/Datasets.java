package macaw.trainer.datasets;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import macaw.artefacts.ArtefactStore;
import macaw.artefacts.Hashes;
import macaw.artefacts.Provenance;
import macaw.artefacts.StorePath;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/**
 * Data sets in the store: {@code NAMESPACE/datasets/SHA256/rows.jsonl}, named by the hash of their bytes, so that a run that
 * names one can never read another.
 */
public final class Datasets {
    private static final String FILE = "rows.jsonl";

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

    /** Takes a data set in and returns its SHA-256. Errors: TEXT_TOO_LONG above the limit, DATASET_EMPTY. */
    public String add(String namespace, Source source) {
        try {
            Path file = Files.createTempFile("macaw-dataset", ".jsonl");
            try {
                String sha256 = spool(source, file);
                if (Files.size(file) == 0) {
                    throw new CodedException(ErrorCode.DATASET_EMPTY, "the data set has no bytes");
                }
                store.seal(
                        folder(namespace, sha256),
                        Provenance.NONE,
                        directory -> Files.copy(file, directory.resolve(FILE)));
                return sha256;
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new CodedException(
                    ErrorCode.STORE_UNAVAILABLE, "the data set cannot be written: " + e.getMessage(), e);
        }
    }

    private String spool(Source source, Path file) throws IOException {
        MessageDigest digest = Hashes.digest();
        try (OutputStream out = new Limited(
                new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(file)), digest), maxBytes)) {
            source.writeTo(out);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The rows of a data set, verified. Errors: DATASET_UNKNOWN. */
    public Path open(String namespace, String sha256) {
        StorePath folder = folder(namespace, sha256);
        if (store.find(folder).isEmpty()) {
            throw new CodedException(ErrorCode.DATASET_UNKNOWN, "no data set " + sha256 + " in " + namespace);
        }
        return store.open(folder, "").resolve(FILE);
    }

    private static StorePath folder(String namespace, String sha256) {
        return StorePath.of(namespace, "datasets", sha256);
    }

    private static final class Limited extends OutputStream {
        private final OutputStream out;
        private final long limit;
        private long written;

        Limited(OutputStream out, long limit) {
            this.out = out;
            this.limit = limit;
        }

        @Override
        public void write(int b) throws IOException {
            admit(1);
            out.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            admit(length);
            out.write(bytes, offset, length);
        }

        private void admit(int length) {
            written += length;
            if (written > limit) {
                throw new CodedException(ErrorCode.TEXT_TOO_LONG, "a data set may have at most " + limit + " bytes");
            }
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
