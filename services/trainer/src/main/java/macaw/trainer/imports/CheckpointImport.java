package macaw.trainer.imports;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import macaw.artefacts.LocalCopy;
import macaw.artefacts.Manifest;
import macaw.artefacts.Provenance;
import macaw.artefacts.PublishedVersion;
import macaw.artefacts.StorePath;
import macaw.artefacts.VersionKind;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.ChatTemplate;
import macaw.languagemodel.Checkpoint;
import macaw.languagemodel.CheckpointWriter;
import macaw.languagemodel.Message;
import macaw.languagemodel.ModelHead;
import macaw.languagemodel.Tokenizer;
import macaw.languagemodel.gguf.GgufCheckpoint;
import macaw.languagemodel.lora.MergedCheckpoint;
import macaw.languagemodel.lora.PeftFolder;

/** One checkpoint on its way in: gathered in a directory of its own, checked whole, then published. */
public final class CheckpointImport implements AutoCloseable {
    private static final String GGUF = ".gguf";
    private static final String MERGED = "-merged";

    private final Imports imports;
    private final Imports.Target target;
    /** What was sent. */
    private final Path directory;

    private final long maxBytes;
    /** What is published: what was sent, or what the adapters in it were merged to. */
    private Path checkpoint;

    private long bytes;
    private OutputStream file = OutputStream.nullOutputStream();
    private boolean fileOpen;

    CheckpointImport(Imports imports, Imports.Target target, Path directory, long maxBytes) {
        this.imports = imports;
        this.target = target;
        this.directory = directory;
        this.checkpoint = directory;
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
     * Checks all of it and publishes it. A GGUF file that was sent alone becomes a checkpoint first, and adapters are merged into their base.
     *
     * @throws CodedException CHECKPOINT_INVALID, CONFIG_UNSUPPORTED, SAFETENSORS_INVALID, GGUF_INVALID, WEIGHTS_NOT_FINITE,
     *     TENSOR_MISMATCH, TOKENIZER_INVALID, TOKENIZER_MISMATCH, TEMPLATE_INVALID, VERSION_CONFLICT; of a base in the store
     *     POLICY_UNKNOWN, REWARD_UNKNOWN, MANIFEST_MISMATCH
     */
    public PublishedVersion finish() {
        try {
            file.close();
            unpack();
            Provenance provenance = merge();
            check();
            return imports.publish(target, provenance, this::copyTo);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private void unpack() throws IOException {
        List<Path> gathered = files(directory);
        for (Path each : gathered) {
            if (each.toString().endsWith(GGUF)) {
                if (gathered.size() > 1) {
                    throw new CodedException(
                            ErrorCode.CHECKPOINT_INVALID,
                            each.getFileName() + " has everything in it and is imported without other files");
                }
                GgufCheckpoint.write(each, directory, maxBytes);
                Files.delete(each);
            }
        }
    }

    private Provenance merge() throws IOException {
        boolean withBase = Files.exists(directory.resolve("config.json"));
        if (!PeftFolder.isIn(directory)) {
            require(target.base().isEmpty(), "a base is for adapters, and there is no adapter_config.json");
            return Provenance.NONE;
        }
        require(withBase || target.base().isPresent(), "adapters need a base, which they are merged into");
        require(!withBase || target.base().isEmpty(), "the files of a base and the name of another came together");
        checkpoint = Files.createDirectory(directory.resolveSibling(directory.getFileName() + MERGED));
        if (withBase) {
            merge(directory);
            return Provenance.NONE;
        }
        Imports.Base base = imports.base(target.kind(), target.base().orElseThrow());
        try (LocalCopy files = base.files()) {
            merge(files.directory());
        }
        return Provenance.NONE.madeFrom(List.of(base.version()));
    }

    /** The adapters' own tokenizer goes with them: what they were trained with need not be the base's. */
    private void merge(Path base) {
        MergedCheckpoint.write(base, directory, checkpoint, maxBytes);
        CheckpointWriter.copyTokenizer(
                Files.exists(directory.resolve("tokenizer.json")) ? directory : base, checkpoint);
    }

    private static void require(boolean holds, String reason) {
        if (!holds) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, reason);
        }
    }

    private void check() {
        try (Checkpoint opened = Checkpoint.open(checkpoint);
                Tokenizer tokenizer = Tokenizer.open(checkpoint)) {
            ModelHead expected =
                    target.kind() == VersionKind.POLICY ? ModelHead.CAUSAL_LM : ModelHead.SEQUENCE_CLASSIFICATION;
            if (opened.config().head() != expected) {
                throw new CodedException(
                        ErrorCode.CONFIG_UNSUPPORTED,
                        "a " + target.kind().name().toLowerCase(Locale.ROOT) + " is a "
                                + opened.config().withHead(expected).className() + ", this checkpoint is a "
                                + opened.config().className());
            }
            tokenizer.requireFits(opened.config());
            ChatTemplate.open(checkpoint).render(List.of(Message.user("Hi")), true); // or say now that it fails
        }
    }

    private void copyTo(Path folder) throws IOException {
        for (Path source : files(checkpoint)) {
            Files.copy(source, folder.resolve(source.getFileName()));
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    /** Removes what was gathered and what was made of it. */
    @Override
    public void close() {
        try {
            file.close();
            for (Path folder : new HashSet<>(List.of(directory, checkpoint))) {
                for (Path gathered : files(folder)) {
                    Files.delete(gathered);
                }
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private static CodedException unwritable(IOException e) {
        return new CodedException(ErrorCode.STORE_UNAVAILABLE, "an import cannot be written: " + e.getMessage(), e);
    }
}
