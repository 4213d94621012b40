package macaw.cli;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.v1.ImportChunk;
import macaw.v1.ImportHeader;
import macaw.v1.TrainingServiceGrpc;
import macaw.v1.VersionKind;
import macaw.v1.VersionPublished;

/** Brings a Hugging Face checkpoint directory into the store, where it becomes the next version of its name. */
record CheckpointUpload(Path directory, List<Path> files) {
    private static final int CHUNK_BYTES = 512 << 10;

    /** Refuses a folder without a checkpoint with CHECKPOINT_INVALID. */
    static CheckpointUpload of(Path directory) throws IOException {
        return new CheckpointUpload(directory, files(directory));
    }

    /** Returns what it became. */
    VersionPublished send(Connection trainer, String namespace, VersionKind kind, String name, StageDisplay display)
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
                        .setName(name))
                .build());
        display.begin("importing " + directory.getFileName());
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

    private static List<Path> files(Path directory) throws IOException {
        if (!Files.isRegularFile(directory.resolve("config.json"))) {
            throw new CodedException(ErrorCode.CHECKPOINT_INVALID, directory + " has no config.json");
        }
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
