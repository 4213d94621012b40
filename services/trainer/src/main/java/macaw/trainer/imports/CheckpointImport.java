package macaw.trainer.imports;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import macaw.artefacts.Manifest;
import macaw.artefacts.PublishedVersion;
import macaw.artefacts.StorePath;
import macaw.artefacts.VersionKind;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.Checkpoint;
import macaw.languagemodel.ModelHead;
import macaw.languagemodel.Tokenizer;

/** One checkpoint on its way in: gathered in a directory of its own, checked whole, then published. */
public final class CheckpointImport implements AutoCloseable {
    private final Imports imports;
    private final Imports.Target target;
    private final Path directory;
    private final long maxBytes;
    private long bytes;
    private OutputStream file = OutputStream.nullOutputStream();
    private boolean fileOpen;

    CheckpointImport(Imports imports, Imports.Target target, Path directory, long maxBytes) {
        this.imports = imports;
        this.target = target;
        this.directory = directory;
        this.maxBytes = maxBytes;
    }

    /** Begins a file. Errors: NAME_INVALID for a name with folders in it, REQUEST_INVALID for one that was sent before. */
    public void file(String name) {
        Path path = directory.resolve(StorePath.requireSegment(name));
        if (Files.exists(path) || name.equals(Manifest.FILE)) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "a checkpoint cannot have a second file " + name);
        }
        try {
            file.close();
            file = Files.newOutputStream(path);
            fileOpen = true;
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** The next bytes of the file that was begun last. */
    public void bytes(byte[] content) {
        if (!fileOpen) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "bytes came before the name of their file");
        }
        bytes += content.length;
        if (bytes > maxBytes) {
            throw new CodedException(
                    ErrorCode.CHECKPOINT_INVALID, "a checkpoint may have at most " + maxBytes + " bytes");
        }
        try {
            file.write(content);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /**
     * Checks all of it and publishes it.
     *
     * @throws CodedException CHECKPOINT_INVALID, CONFIG_UNSUPPORTED, SAFETENSORS_INVALID, WEIGHTS_NOT_FINITE, TENSOR_MISMATCH,
     *     TOKENIZER_INVALID, TOKENIZER_MISMATCH, VERSION_CONFLICT
     */
    public PublishedVersion finish() {
        try {
            file.close();
        } catch (IOException e) {
            throw unwritable(e);
        }
        check();
        return imports.publish(target, this::copyTo);
    }

    private void check() {
        try (Checkpoint checkpoint = Checkpoint.open(directory);
                Tokenizer tokenizer = Tokenizer.open(directory)) {
            ModelHead expected =
                    target.kind() == VersionKind.POLICY ? ModelHead.CAUSAL_LM : ModelHead.SEQUENCE_CLASSIFICATION;
            if (checkpoint.config().head() != expected) {
                throw new CodedException(
                        ErrorCode.CONFIG_UNSUPPORTED,
                        "a " + target.kind().name().toLowerCase(Locale.ROOT) + " is a "
                                + expected.architecture() + ", this checkpoint is a "
                                + checkpoint.config().head().architecture());
            }
            tokenizer.requireFits(checkpoint.config());
        }
    }

    private void copyTo(Path folder) throws IOException {
        for (Path source : files()) {
            Files.copy(source, folder.resolve(source.getFileName()));
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    /** Removes what was gathered. */
    @Override
    public void close() {
        try {
            file.close();
            for (Path gathered : files()) {
                Files.delete(gathered);
            }
            Files.delete(directory);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private static CodedException unwritable(IOException e) {
        return new CodedException(ErrorCode.STORE_UNAVAILABLE, "an import cannot be written: " + e.getMessage(), e);
    }
}
