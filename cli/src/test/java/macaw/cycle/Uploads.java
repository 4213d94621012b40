package macaw.cycle;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import macaw.v1.DatasetChunk;
import macaw.v1.DatasetUploaded;
import macaw.v1.ImportChunk;
import macaw.v1.ImportHeader;
import macaw.v1.VersionKind;
import macaw.v1.VersionPublished;

/** Checkpoints and rows on their way to the trainer. */
final class Uploads {
    private Uploads() {}

    /** Under the next free number. */
    static VersionPublished checkpoint(Caller trainer, VersionKind kind, String name, Path directory)
            throws IOException {
        return checkpoint(trainer, kind, name, 0, directory);
    }

    static VersionPublished checkpoint(Caller trainer, VersionKind kind, String name, long number, Path directory)
            throws IOException {
        Reply<VersionPublished> reply = new Reply<>();
        StreamObserver<ImportChunk> chunks = trainer.trainingUploads().importCheckpoint(reply);
        chunks.onNext(ImportChunk.newBuilder()
                .setHeader(ImportHeader.newBuilder()
                        .setKind(kind)
                        .setNamespace("default")
                        .setName(name)
                        .setNumber(number))
                .build());
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                chunks.onNext(ImportChunk.newBuilder()
                        .setFile(file.getFileName().toString())
                        .setData(ByteString.copyFrom(Files.readAllBytes(file)))
                        .build());
            }
        }
        chunks.onCompleted();
        return reply.await();
    }

    /** How settings name the rows. */
    static String rows(Caller trainer, List<String> lines) {
        return dataset(trainer, String.join("\n", lines) + "\n");
    }

    /** The bytes as they are. */
    static String dataset(Caller trainer, String rows) {
        Reply<DatasetUploaded> reply = new Reply<>();
        StreamObserver<DatasetChunk> chunks = trainer.trainingUploads().uploadDataset(reply);
        chunks.onNext(DatasetChunk.newBuilder()
                .setNamespace("default")
                .setData(ByteString.copyFromUtf8(rows))
                .build());
        chunks.onCompleted();
        return "sha256:" + reply.await().getSha256();
    }

    private static final class Reply<T> implements StreamObserver<T> {
        private final CompletableFuture<T> result = new CompletableFuture<>();

        T await() {
            try {
                return result.get(60, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof StatusRuntimeException refused) {
                    throw refused;
                }
                throw new AssertionError(e.getCause());
            } catch (InterruptedException | TimeoutException e) {
                throw new AssertionError("no reply to an upload", e);
            }
        }

        @Override
        public void onNext(T value) {
            result.complete(value);
        }

        @Override
        public void onError(Throwable failure) {
            result.completeExceptionally(failure);
        }

        @Override
        public void onCompleted() {
            result.completeExceptionally(new AssertionError("no reply"));
        }
    }
}
