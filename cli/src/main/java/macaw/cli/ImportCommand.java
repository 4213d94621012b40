package macaw.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import macaw.localstack.Service;
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
        CheckpointUpload upload = CheckpointUpload.of(directory);
        try (Connection connection = Connection.to(Service.TRAINER, state.running())) {
            VersionPublished version =
                    upload.send(connection, namespace.name, kind.wire, name, StageDisplay.on(System.err));
            System.out.println(Versions.name(version.getVersion()) + "  "
                    + version.getVersion().getManifestSha256());
        }
        return 0;
    }
}
