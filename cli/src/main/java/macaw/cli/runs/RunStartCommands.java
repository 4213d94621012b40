package macaw.cli.runs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import macaw.cli.datasets.RowKind;
import macaw.cli.display.StageDisplay;
import macaw.cli.systems.Connection;
import macaw.cli.systems.NamespaceOption;
import macaw.cli.systems.SystemOption;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.localstack.Service;
import macaw.v1.Run;
import macaw.v1.RunKind;
import macaw.v1.RunRef;
import macaw.v1.StartRunRequest;
import macaw.v1.TrainingServiceGrpc;
import macaw.v1.TrainingServiceGrpc.TrainingServiceBlockingStub;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The commands that start a run, one a kind. */
final class RunStartCommands {
    private RunStartCommands() {}

    /** Starts a run from a settings file and follows it. */
    abstract static class Start implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Mixin
        private SystemOption system = new SystemOption();

        @Mixin
        private NamespaceOption namespace = new NamespaceOption();

        @Option(names = "--config", paramLabel = "FILE", description = "the run's settings as YAML (docs/settings.md)")
        private @Nullable Path config;

        @Option(
                names = "--set",
                paramLabel = "KEY=VALUE",
                description = "one setting, over the file's; optimizer.learningRate=1e-4 reaches inside")
        private Map<String, String> settings = new LinkedHashMap<>();

        @Mixin
        private RunData data = new RunData();

        @Option(
                names = "--id",
                paramLabel = "ID",
                description = "the run's id; the same id with the same settings is the same run")
        private String runId = "";

        @Option(
                names = "--preset",
                paramLabel = "NAME",
                description = "values that stand for every setting that is not given, see --explain")
        private String preset = "";

        @Option(
                names = "--explain",
                description =
                        "print every setting with its meaning, unit, source and default, and end; no stack is needed")
        private boolean explain;

        @Option(names = "--no-watch", description = "return when the run is started")
        private boolean noWatch;

        private final RunKind kind;
        private final String dataKey;
        private final RowKind rowKind;

        Start(RunKind kind, String dataKey, RowKind rowKind) {
            this.kind = kind;
            this.dataKey = dataKey;
            this.rowKind = rowKind;
        }

        /** What is given would be passed over in silence. */
        private void requireNoSettingsToExplain() {
            if (config != null || !settings.isEmpty()) {
                throw new CodedException(
                        ErrorCode.SETTINGS_INVALID,
                        (config == null ? "--set" : "--config")
                                + " beside --explain, which shows every setting with its default or, by --preset, a"
                                + " preset's value, and reads no others");
            }
        }

        @Override
        public final Integer call() throws IOException, InterruptedException {
            if (explain) {
                requireNoSettingsToExplain();
                System.out.print(ExplainedSettings.of(name(kind)).text(preset));
                return 0;
            }
            RunSettingsFile run = RunSettingsFile.read(config).with(settings);
            if (!preset.isEmpty()) {
                run = run.with(Map.of("preset", preset));
            }
            data.requireNamedOnce(run, dataKey);
            try (RunData.Prepared rows =
                            data.prepare(dataKey, rowKind, spec.commandLine().getErr());
                    Connection connection = Connection.to(Service.TRAINER, system.running())) {
                run = run.with(rows.send(connection, namespace.name));
                TrainingServiceBlockingStub training = TrainingServiceGrpc.newBlockingStub(connection.channel());
                Run started = training.startRun(StartRunRequest.newBuilder()
                        .setNamespace(namespace.name)
                        .setRunId(runId)
                        .setKind(kind)
                        .setSettingsJson(run.json())
                        .build());
                System.out.println("started " + started.getRunId());
                RunRef reference = RunRef.newBuilder()
                        .setNamespace(started.getNamespace())
                        .setRunId(started.getRunId())
                        .build();
                return noWatch ? 0 : RunWatch.follow(training, reference, StageDisplay.on(System.out));
            }
        }

        private static String name(RunKind kind) {
            return kind.name().replace("RUN_KIND_", "").toLowerCase(Locale.ROOT);
        }
    }

    /** Language modelling on plain text. */
    @Command(name = "pretrain", description = "Trains a language model on plain text.", mixinStandardHelpOptions = true)
    static final class Pretrain extends Start {
        Pretrain() {
            super(RunKind.RUN_KIND_PRETRAIN, "data", RowKind.TEXTS);
        }
    }

    /** Supervised fine-tuning. */
    @Command(name = "sft", description = "Fine-tunes a policy on demonstrations.", mixinStandardHelpOptions = true)
    static final class Sft extends Start {
        Sft() {
            super(RunKind.RUN_KIND_SFT, "data", RowKind.DEMONSTRATIONS);
        }
    }

    /** Reward modelling. */
    @Command(name = "reward", description = "Trains a reward model on rankings.", mixinStandardHelpOptions = true)
    static final class Reward extends Start {
        Reward() {
            super(RunKind.RUN_KIND_REWARD, "data", RowKind.COMPARISONS);
        }
    }

    /** Optimising against a reward. */
    @Command(
            name = "ppo",
            description = "Optimises a policy against reward models with PPO.",
            mixinStandardHelpOptions = true)
    static final class Ppo extends Start {
        Ppo() {
            super(RunKind.RUN_KIND_PPO, "prompts", RowKind.PROMPTS);
        }
    }

    /** Optimising straight on rankings. */
    @Command(
            name = "dpo",
            description = "Optimises a policy on rankings without a reward model.",
            mixinStandardHelpOptions = true)
    static final class Dpo extends Start {
        Dpo() {
            super(RunKind.RUN_KIND_DPO, "data", RowKind.COMPARISONS);
        }
    }
}
