package macaw.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import macaw.cli.systems.CheckoutRoot;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
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
    private static final List<String> TASKS = List.of("randomwalks", "stories", "preferences");

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
        if (!TASKS.contains(task)) {
            throw new ParameterException(
                    spec.commandLine(), "TASK is one of " + String.join(", ", TASKS) + ", was '" + task + "'");
        }
        boolean needsRows = task.equals("preferences");
        if (needsRows != (rows != null)) {
            throw new ParameterException(
                    spec.commandLine(),
                    needsRows ? "preferences need --rows" : "--rows is of preferences, the task was " + task);
        }
        requireWhatIsNeededAtTheEnd();
        System.err.println("learning " + task + " ...");
        BenchProcess.learn(arguments(), threads, learnt -> System.out.println(json ? learnt.json() : learnt.text()));
        return 0;
    }

    /** Asked now and not when all is learnt: the picture is drawn last, and the peer comes behind the product. */
    private void requireWhatIsNeededAtTheEnd() {
        if (plot != null && !Files.isDirectory(plot.toAbsolutePath().resolveSibling("."))) {
            throw new CodedException(
                    ErrorCode.SETTINGS_INVALID, "--plot " + plot + ": there is no such folder to draw into");
        }
        if (venv != null && !Files.isExecutable(venv.resolve("bin/python"))) {
            throw new CodedException(
                    ErrorCode.SETTINGS_INVALID, "--peers " + venv + ": it has no bin/python, so it is no venv");
        }
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
