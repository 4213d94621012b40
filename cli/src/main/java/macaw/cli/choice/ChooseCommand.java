package macaw.cli.choice;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import macaw.cli.systems.Connection;
import macaw.cli.systems.RunningSystem;
import macaw.cli.systems.SystemOption;
import macaw.localstack.Service;
import macaw.v1.AliasChanged;
import macaw.v1.ChatMessages;
import macaw.v1.GenerationServiceGrpc;
import macaw.v1.RewardServiceGrpc;
import macaw.v1.SamplingSettings;
import macaw.v1.TrainingServiceGrpc;
import macaw.v1.VersionKind;
import macaw.v1.VersionRef;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Chooses a checkpoint by reward-model score, as InstructGPT chose its SFT policy (section 3.5). */
@Command(
        name = "choose",
        description =
                "Has policies answer the same prompts, a reward model score the answers, and says which is best; with --alias that one is called so from then on.",
        mixinStandardHelpOptions = true)
public final class ChooseCommand implements Callable<Integer> {
    @Mixin
    private SystemOption system = new SystemOption();

    @Parameters(arity = "1..*", paramLabel = "POLICY", description = "[namespace/]name[@version|@alias]")
    private List<String> policies = new ArrayList<>();

    @Option(
            names = "--prompts",
            required = true,
            paramLabel = "FILE",
            description = "canonical rows of any kind (docs/datasets.md), of which only what is asked is read")
    private Path prompts = Path.of("");

    @Option(names = "--split", paramLabel = "NAME", description = "take the rows of this split only, e.g. validation")
    private String split = "";

    @Option(
            names = "--reward",
            required = true,
            paramLabel = "REWARD",
            description = "[namespace/]name[@version|@alias] of a trained reward model")
    private String reward = "";

    @Option(
            names = "--samples",
            paramLabel = "N",
            defaultValue = "1",
            description = "answers a prompt (default: ${DEFAULT-VALUE})")
    private int samples;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            defaultValue = "1.0",
            description = "0 takes the likeliest token (default: ${DEFAULT-VALUE})")
    private double temperature;

    @Option(names = "--max-tokens", paramLabel = "N", defaultValue = "128", description = "default: ${DEFAULT-VALUE}")
    private int maxTokens;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "the same seed gives the same answers (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--alias", paramLabel = "NAME", description = "points to the best from then on")
    private String alias = "";

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<ChatMessages> asked = AskedPrompts.read(prompts, split);
        RunningSystem running = system.running();
        try (Connection generator = Connection.to(Service.GENERATOR, running);
                Connection rewards = Connection.to(Service.REWARD, running)) {
            var examination = new Examination(
                    GenerationServiceGrpc.newBlockingStub(generator.channel()),
                    RewardServiceGrpc.newBlockingStub(rewards.channel()),
                    reward,
                    SamplingSettings.newBuilder()
                            .setTemperature(temperature)
                            .setMaxTokens(maxTokens)
                            .build(),
                    samples,
                    seed);
            List<Examined> examined = new ArrayList<>();
            for (String policy : policies) {
                examined.add(examination.of(policy, asked));
            }
            Choice choice = Choice.of(examined);
            print(choice);
            if (!alias.isEmpty()) {
                call(running, choice.best().version());
            }
        }
        return 0;
    }

    private void print(Choice choice) {
        System.out.printf(
                "%-28s %10s %10s %10s %10s %8s%n", "policy", "score", "± 95 %", "behind", "± 95 %", "cut off");
        choice.standings()
                .forEach(standing -> System.out.printf(
                        Locale.ROOT,
                        "%-28s %10.4f %10.4f %10.4f %10.4f %8d%n",
                        name(standing.version()),
                        standing.mean(),
                        standing.margin(),
                        standing.behind(),
                        standing.behindMargin(),
                        standing.cutOff()));
        System.out.println(choice.prompts() + " prompts, " + choice.leftOut() + " left out");
    }

    private void call(RunningSystem running, VersionRef best) {
        try (Connection trainer = Connection.to(Service.TRAINER, running)) {
            TrainingServiceGrpc.newBlockingStub(trainer.channel())
                    .setAlias(AliasChanged.newBuilder()
                            .setNamespace(best.getNamespace())
                            .setKind(VersionKind.VERSION_KIND_POLICY)
                            .setAlias(alias)
                            .setVersion(best)
                            .build());
        }
        System.out.println(alias + " is " + name(best));
    }

    private static String name(VersionRef version) {
        return version.getName() + "@" + version.getNumber();
    }
}
