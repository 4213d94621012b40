package macaw.cli;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.localstack.Service;
import macaw.v1.ImportChunk;
import macaw.v1.ImportHeader;
import macaw.v1.TrainingServiceGrpc;
import macaw.v1.VersionKind;
import macaw.v1.VersionPublished;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings a checkpoint from outside into the store. */
@Command(
        name = "import",
        description = "Imports a Hugging Face checkpoint directory as a version that can be served and trained on.",
        mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
    private static final int CHUNK_BYTES = 512 << 10;

    @Mixin
    private StateOption state = new StateOption();

    @Mixin
    private NamespaceOption namespace = new NamespaceOption();

    @Parameters(
            paramLabel = "DIR",
            description = "folder with config.json, tokenizer.json and model.safetensors or its shards")
    private Path directory = Path.of(".");

    @Option(
            names = "--name",
            required = true,
            paramLabel = "NAME",
            description = "what to call it; its next free number is taken")
    private String name = "";

    @Option(
            names = "--kind",
            defaultValue = "policy",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private Kind kind = Kind.policy;

    /** What the checkpoint is. */
    enum Kind {
        policy(VersionKind.VERSION_KIND_POLICY),
        reward(VersionKind.VERSION_KIND_REWARD);

        private final VersionKind wire;

        Kind(VersionKind wire) {
            this.wire = wire;
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Path> files = files();
        try (Connection connection = Connection.to(Service.TRAINER, state.running())) {
            Upload upload = new Upload();
            TrainingServiceGrpc.newStub(connection.channel()).importCheckpoint(upload);
            upload.send(ImportChunk.newBuilder()
                    .setHeader(ImportHeader.newBuilder()
                            .setKind(kind.wire)
                            .setNamespace(namespace.name)
                            .setName(name))
                    .build());
            send(files, upload);
            VersionPublished version = upload.finish();
            System.out.println(Versions.name(version.getVersion()) + "  "
                    + version.getVersion().getManifestSha256());
        }
        return 0;
    }

    private void send(List<Path> files, Upload upload) throws IOException, InterruptedException {
        StageDisplay display = StageDisplay.on(System.err);
        long total = 0;
        for (Path file : files) {
            total += Files.size(file);
        }
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
    }

    private List<Path> files() throws IOException {
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

    /** The sending side: waits while the service is slower than the disk, and stops when the service has refused. */
    private static final class Upload implements ClientResponseObserver<ImportChunk, VersionPublished> {
        private final CompletableFuture<VersionPublished> result = new CompletableFuture<>();
        private final Semaphore signal = new Semaphore(0);
        private @Nullable ClientCallStreamObserver<ImportChunk> requests;

        @Override
        public void beforeStart(ClientCallStreamObserver<ImportChunk> stream) {
            requests = stream;
            stream.setOnReadyHandler(signal::release);
        }

        void send(ImportChunk chunk) throws InterruptedException {
            ClientCallStreamObserver<ImportChunk> stream = stream();
            while (!stream.isReady() && !result.isDone()) {
                signal.acquire();
            }
            if (result.isDone()) {
                finish();
            }
            stream.onNext(chunk);
        }

        VersionPublished finish() throws InterruptedException {
            if (!result.isDone()) {
                stream().onCompleted();
            }
            try {
                return result.get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof StatusRuntimeException refused) {
                    throw refused;
                }
                throw new IllegalStateException(e.getCause());
            }
        }

        private ClientCallStreamObserver<ImportChunk> stream() {
            if (requests == null) {
                throw new IllegalStateException("the call has not been started");
            }
            return requests;
        }

        @Override
        public void onNext(VersionPublished version) {
            result.complete(version);
        }

        @Override
        public void onError(Throwable failure) {
            result.completeExceptionally(failure);
            signal.release();
        }

        @Override
        public void onCompleted() {
            result.completeExceptionally(new IllegalStateException("the service ended the import without a version"));
            signal.release();
        }
    }
}
