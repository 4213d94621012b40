package macaw.cli.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import macaw.cli.bench.figures.Learnt;
import macaw.cli.display.StageDisplay;
import macaw.cli.systems.CheckoutRoot;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Whether the product learns, on tasks that are small enough for one core. */
@Command(
        name = "learn",
        description = {
            "Learns a task from its beginning and says how well, one result a seed; docs/results says what was seen.",
            "randomwalks: shortest paths in a random graph, by PPO from the imitation of random walks.",
            "stories: a model of short stories names a word and comes to an end, by PPO; beside TRL, the reward at equal KL.",
            "preferences: a reward model of what people preferred, on a fifth of the prompts that it has not seen: drawn by the seed"
                    + " where the rows name no validation split. Behind the runs, all seeds together and the differences."
        },
        mixinStandardHelpOptions = true)
final class BenchLearnCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "TASK", description = "randomwalks, stories or preferences")
    private String task = "";

    @Option(names = "--seed", split = ",", paramLabel = "S", description = "seeds, a run each (default: 1)")
    private List<Long> seeds = List.of(1L);

    @Option(names = "--iterations", paramLabel = "N", description = "in the place of the task's own number")
    private @Nullable Integer iterations;

    @Option(
            names = "--rows",
            paramLabel = "FILE",
            description = "of preferences: the rows that `macaw convert` made of a published data set")
    private @Nullable Path rows;

    @Option(
            names = "--shared",
            paramLabel = "DIR",
            description = "the folder of public models and data (default: ../shared/data beside the project)")
    private @Nullable Path shared;

    @Option(names = "--plot", paramLabel = "FILE", description = "also draw the curves, as SVG")
    private @Nullable Path plot;

    @Option(
            names = "--peers",
            paramLabel = "VENV",
            description = "venv with TRL, which learns it too, by PPOTrainer or RewardTrainer")
    private @Nullable Path venv;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "native threads; other numbers round otherwise (default: ${DEFAULT-VALUE})")
    private int threads = 1;

    @Option(names = "--json", description = "print one line of JSON a result instead of the table")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        boolean needsRows = task.equals("preferences");
        if (needsRows != (rows != null)) {
            throw new ParameterException(
                    spec.commandLine(),
                    needsRows ? "preferences need --rows" : "--rows is of preferences, the task was " + task);
        }
        List<Learnt> results = BenchProcess.learn(arguments(), threads, StageDisplay.on(System.err));
        System.out.println(results.stream()
                .map(json ? Learnt::json : Learnt::text)
                .collect(Collectors.joining(System.lineSeparator())));
        return 0;
    }

    private List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of(task));
        arguments.add("--seed=" + seeds.stream().map(String::valueOf).collect(Collectors.joining(",")));
        Path root = CheckoutRoot.path();
        arguments.add(
                "--shared=" + (shared == null ? root.resolve("../shared/data").normalize() : shared));
        add(arguments, "--iterations", iterations);
        add(arguments, "--rows", rows);
        add(arguments, "--plot", plot);
        add(arguments, "--peers", venv);
        return arguments;
    }

    private static void add(List<String> arguments, String option, @Nullable Object value) {
        if (value != null) {
            arguments.add(option + "=" + value);
        }
    }
}
