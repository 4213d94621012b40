package macaw.cli.runs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import macaw.cli.display.StageDisplay;
import macaw.cli.systems.Connection;
import macaw.cli.systems.NamespaceOption;
import macaw.cli.systems.SystemOption;
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
        description = {
            "Imports a Hugging Face checkpoint directory or a GGUF file as a version that can be served and trained on.",
            "Adapters that PEFT saved are merged into their base first."
        },
        mixinStandardHelpOptions = true)
public final class ImportCommand implements Callable<Integer> {
    @Mixin
    private SystemOption system = new SystemOption();

    @Mixin
    private NamespaceOption namespace = new NamespaceOption();

    @Parameters(
            paramLabel = "SOURCE",
            description =
                    "folder with config.json, tokenizer.json and model.safetensors or its shards; or a .gguf file,"
                            + " whose quantised weights become 32-bit floats; or a folder with adapter_config.json"
                            + " and adapter_model.safetensors")
    private Path source = Path.of(".");

    @Option(
            names = "--name",
            required = true,
            paramLabel = "NAME",
            description = "what to call it; its next free number is taken")
    private String name = "";

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            defaultValue = "policy",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private Kind kind = Kind.policy;

    @Option(
            names = "--base",
            paramLabel = "BASE",
            description = "of adapters: what they are merged into, a checkpoint directory or a version in the store,"
                    + " NAME[@version|@alias] (default: the directory that base_model_name_or_path names)")
    private String base = "";

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
        CheckpointUpload upload = CheckpointUpload.of(source, base);
        try (Connection connection = Connection.to(Service.TRAINER, system.running())) {
            VersionPublished version =
                    upload.send(connection, namespace.name, kind.wire, name, StageDisplay.on(System.err));
            System.out.println(Versions.name(version.getVersion()) + "  "
                    + version.getVersion().getManifestSha256());
        }
        return 0;
    }
}
