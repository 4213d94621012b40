package macaw.demo.cycle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.v1.DatasetChunk;
import macaw.v1.DatasetUploaded;
import macaw.v1.ImportChunk;
import macaw.v1.ImportHeader;
import macaw.v1.TrainingServiceGrpc.TrainingServiceBlockingV2Stub;
import macaw.v1.VersionKind;
import macaw.v1.VersionPublished;
import macaw.v1.VersionRef;

/** Brings files to the trainer, chunk by chunk. */
final class Uploads {
    private static final int CHUNK_BYTES = 512 << 10;
    private static final List<String> CHECKPOINT_FILES = List.of(".json", ".jinja", ".safetensors");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TrainingServiceBlockingV2Stub trainer;
    private final String namespace;

    Uploads(TrainingServiceBlockingV2Stub trainer, String namespace) {
        this.trainer = trainer;
        this.namespace = namespace;
    }

    /** Imports a checkpoint directory as the first version of that policy; the same once more is the same version. */
    VersionRef policy(Path directory, String name) throws InterruptedException, StatusException {
        BlockingClientCall<ImportChunk, VersionPublished> call = trainer.importCheckpoint();
        var header = ImportHeader.newBuilder()
                .setKind(VersionKind.VERSION_KIND_POLICY)
                .setNamespace(namespace)
                .setName(name)
                .setNumber(1);
        call.write(ImportChunk.newBuilder().setHeader(header).build());
        for (Path file : checkpointFiles(directory)) {
            call.write(ImportChunk.newBuilder()
                    .setFile(file.getFileName().toString())
                    .build());
            try (InputStream bytes = Files.newInputStream(file)) {
                send(call, bytes, data -> ImportChunk.newBuilder().setData(data).build());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return reply(call).getVersion();
    }

    /** Uploads canonical rows; returns how a run's settings name them. */
    String rows(List<Map<String, String>> rows) throws InterruptedException, StatusException {
        var lines = new StringBuilder();
        try {
            for (Map<String, String> row : rows) {
                lines.append(JSON.writeValueAsString(row)).append('\n');
            }
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
        BlockingClientCall<DatasetChunk, DatasetUploaded> call = trainer.uploadDataset();
        call.write(DatasetChunk.newBuilder().setNamespace(namespace).build());
        send(
                call,
                new ByteArrayInputStream(lines.toString().getBytes(StandardCharsets.UTF_8)),
                data -> DatasetChunk.newBuilder().setData(data).build());
        return "sha256:" + reply(call).getSha256();
    }

    private static <Q> void send(BlockingClientCall<Q, ?> call, InputStream bytes, Function<ByteString, Q> chunk)
            throws InterruptedException, StatusException {
        try {
            for (byte[] part = bytes.readNBytes(CHUNK_BYTES); part.length > 0; part = bytes.readNBytes(CHUNK_BYTES)) {
                call.write(chunk.apply(ByteString.copyFrom(part)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <A> A reply(BlockingClientCall<?, A> call) throws InterruptedException, StatusException {
        call.halfClose();
        A reply = call.read();
        if (reply == null) {
            throw new CodedException(ErrorCode.INTERNAL, "the trainer ended an upload without an answer");
        }
        return reply;
    }

    private static List<Path> checkpointFiles(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> CHECKPOINT_FILES.stream().anyMatch(file.toString()::endsWith))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
