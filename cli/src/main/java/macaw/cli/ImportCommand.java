package macaw.cli;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.localstack.Service;
import macaw.v1.ImportChunk;
import macaw.v1.ImportHeader;
import macaw.v1.TrainingServiceGrpc;
import macaw.v1.VersionKind;
import macaw.v1.VersionPublished;
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
            Upload<ImportChunk, VersionPublished> upload = new Upload<>();
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

    private void send(List<Path> files, Upload<ImportChunk, VersionPublished> upload)
            throws IOException, InterruptedException {
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
}
