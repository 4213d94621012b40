package macaw.cli.runs;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import macaw.cli.display.StageDisplay;
import macaw.cli.systems.Connection;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.CheckpointWriter;
import macaw.languagemodel.lora.PeftFolder;
import macaw.records.VersionName;
import macaw.v1.ImportChunk;
import macaw.v1.ImportHeader;
import macaw.v1.TrainingServiceGrpc;
import macaw.v1.VersionKind;
import macaw.v1.VersionPublished;

/**
 * Brings a Hugging Face checkpoint directory, a GGUF file or adapters of PEFT into the store, where it becomes the next version of its name.
 *
 * @param source what people named
 * @param files what is sent, no two of one name
 * @param base the version in the store that adapters are merged into, or empty
 */
public record CheckpointUpload(Path source, List<Path> files, String base) {
    private static final int CHUNK_BYTES = 512 << 10;

    /** Refuses with CHECKPOINT_INVALID what is neither a GGUF file nor a folder with a checkpoint. */
    public static CheckpointUpload of(Path source) throws IOException {
        boolean gguf = Files.isRegularFile(source) && source.toString().endsWith(".gguf");
        return new CheckpointUpload(source, gguf ? List.of(source) : checkpoint(source), "");
    }

    /**
     * The same, or adapters.
     *
     * @param base of adapters: a folder, or else a version in the store; empty for the folder that the adapters name
     */
    static CheckpointUpload of(Path source, String base) throws IOException {
        if (!PeftFolder.isIn(source)) {
            if (!base.isEmpty()) {
                throw new CodedException(
                        ErrorCode.CHECKPOINT_INVALID,
                        source + " has no adapter_config.json, and only adapters have a --base");
            }
            return of(source);
        }
        Optional<String> said = PeftFolder.baseName(source);
        String named = base.isEmpty() ? said.orElse("") : base;
        Optional<Path> folder = folder(named);
        if (folder.isPresent()) {
            return new CheckpointUpload(source, withBase(source, checkpoint(folder.get())), "");
        }
        if (base.isEmpty()) {
            throw new CodedException(
                    ErrorCode.CHECKPOINT_INVALID,
                    source + " holds adapters, and their base_model_name_or_path "
                            + said.map(name -> name + " is no folder here").orElse("is missing")
                            + ": say with --base which folder or which version they are for");
        }
        requireVersion(base);
        return new CheckpointUpload(source, withBase(source, List.of()), base);
    }

    private static Optional<Path> folder(String named) {
        try {
            return Optional.of(named)
                    .filter(name -> !name.isEmpty())
                    .map(Path::of)
                    .filter(Files::isDirectory);
        } catch (InvalidPathException e) {
            return Optional.empty(); // a name, or nonsense: said below
        }
    }

    private static void requireVersion(String base) {
        try {
            VersionName.parse(base);
        } catch (CodedException e) {
            throw new CodedException(
                    e.code(), base + " is neither a folder here nor the name of a version: " + e.getMessage(), e);
        }
    }

    /** Returns what it became. */
    public VersionPublished send(
            Connection trainer, String namespace, VersionKind kind, String name, StageDisplay display)
            throws IOException, InterruptedException {
        long total = 0;
        for (Path file : files) {
            total += Files.size(file);
        }
        Upload<ImportChunk, VersionPublished> upload = new Upload<>();
        TrainingServiceGrpc.newStub(trainer.channel()).importCheckpoint(upload);
        upload.send(ImportChunk.newBuilder()
                .setHeader(ImportHeader.newBuilder()
                        .setKind(kind)
                        .setNamespace(namespace)
                        .setName(name)
                        .setBase(base))
                .build());
        display.begin("importing " + source.getFileName());
        long sent = 0;
        byte[] buffer = new byte[CHUNK_BYTES];
        for (Path file : files) {
            upload.send(ImportChunk.newBuilder()
                    .setFile(file.getFileName().toString())
                    .build());
            try (InputStream in = Files.newInputStream(file)) {
                for (int read = in.readNBytes(buffer, 0, CHUNK_BYTES);
                        read > 0;
                        read = in.readNBytes(buffer, 0, CHUNK_BYTES)) {
                    upload.send(ImportChunk.newBuilder()
                            .setData(ByteString.copyFrom(buffer, 0, read))
                            .build());
                    sent += read;
                    display.progress((double) sent / total, file.getFileName().toString());
                }
            }
        }
        display.end(sent / 1024 + " KB sent");
        return upload.finish();
    }

    private static List<Path> checkpoint(Path directory) throws IOException {
        if (!Files.isRegularFile(directory.resolve("config.json"))) {
            throw new CodedException(
                    ErrorCode.CHECKPOINT_INVALID,
                    directory + " is neither a GGUF file nor a folder with a config.json");
        }
        return jsonAndWeights(directory);
    }

    /** The files of adapters and of their base; of what is a tokenizer's, that of the adapters where they have one of their own. */
    private static List<Path> withBase(Path adapters, List<Path> base) throws IOException {
        boolean ownTokenizer = Files.isRegularFile(adapters.resolve("tokenizer.json"));
        List<Path> files = new ArrayList<>();
        for (Path file : base) {
            if (!isAdapters(file) && !(ownTokenizer && CheckpointWriter.isOfTokenizer(file))) {
                files.add(file);
            }
        }
        for (Path file : jsonAndWeights(adapters)) {
            if (isAdapters(file) || (ownTokenizer && CheckpointWriter.isOfTokenizer(file))) {
                files.add(file);
            }
        }
        return files;
    }

    private static boolean isAdapters(Path file) {
        return file.getFileName().toString().startsWith("adapter_");
    }

    private static List<Path> jsonAndWeights(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(".json")
                            || file.toString().endsWith(".safetensors")
                            || file.toString().endsWith(".jinja"))
                    .sorted()
                    .toList();
        }
    }
}
