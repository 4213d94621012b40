package macaw.trainer.datasets;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import macaw.artefacts.Hashes;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/** One data set on its way in: gathered and hashed in a temporary file, then sealed under its hash. */
public final class DatasetIntake implements AutoCloseable {
    private final Datasets datasets;
    private final String namespace;
    private final long maxBytes;
    private final MessageDigest digest = Hashes.digest();
    private final Path file;
    private final OutputStream out;
    private long size;

    DatasetIntake(Datasets datasets, String namespace, long maxBytes) {
        this.datasets = datasets;
        this.namespace = namespace;
        this.maxBytes = maxBytes;
        try {
            this.file = Files.createTempDirectory("macaw-dataset-").resolve("rows.jsonl");
            this.out = new BufferedOutputStream(Files.newOutputStream(file));
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** The next bytes. Errors: TEXT_TOO_LONG above the limit. */
    public void bytes(byte[] content) {
        try {
            write(content, 0, content.length);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private void write(byte[] content, int offset, int length) throws IOException {
        size += length;
        if (size > maxBytes) {
            throw new CodedException(ErrorCode.TEXT_TOO_LONG, "a data set may have at most " + maxBytes + " bytes");
        }
        digest.update(content, offset, length);
        out.write(content, offset, length);
    }

    OutputStream asStream() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] content, int offset, int length) throws IOException {
                DatasetIntake.this.write(content, offset, length);
            }
        };
    }

    /** Bytes so far. */
    public long size() {
        return size;
    }

    /**
     * Puts it into the store and returns its SHA-256.
     *
     * @throws CodedException DATASET_EMPTY without a byte, ROW_INVALID when a line is not a JSON object
     */
    public String finish() {
        try {
            out.close();
            if (size == 0) {
                throw new CodedException(ErrorCode.DATASET_EMPTY, "the data set has no bytes");
            }
            Rows.requireObjects(file);
            String sha256 = HexFormat.of().formatHex(digest.digest());
            datasets.seal(namespace, sha256, file);
            return sha256;
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** Removes the temporary file. */
    @Override
    public void close() {
        try {
            out.close();
            Files.deleteIfExists(file);
            Files.deleteIfExists(Objects.requireNonNull(file.getParent()));
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    static CodedException unwritable(IOException e) {
        return new CodedException(ErrorCode.STORE_UNAVAILABLE, "the data set cannot be written: " + e.getMessage(), e);
    }
}
