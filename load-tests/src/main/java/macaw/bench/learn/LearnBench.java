package macaw.bench.learn;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import macaw.artefacts.Staged;
import macaw.errors.CodedException;
import macaw.torch.TorchEngine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The learning tasks; {@code macaw bench learn} runs this in a process of its own and reads its lines of JSON, one a result. */
@Command(
        name = "macaw bench learn",
        mixinStandardHelpOptions = true,
        description = "Learns a task; prints a line of JSON for each result.")
public final class LearnBench implements Callable<Integer> {
    /** What the product is called beside its peers. */
    static final String PRODUCT = "macaw";

    @Parameters(description = "What to learn (${COMPLETION-CANDIDATES}).")
    private TaskName task = TaskName.RANDOMWALKS;

    @Option(names = "--seed", split = ",", description = "Seeds, a run each.")
    private List<Long> seeds = List.of(1L);

    @Option(names = "--iterations", description = "Iterations in the place of the task's own number.")
    private @Nullable Integer iterations;

    @Option(names = "--shared", required = true, description = "The folder of the public models and data.")
    private Path shared = Path.of("");

    @Option(names = "--rows", description = "Canonical rows of preferences.")
    private @Nullable Path rows;

    @Option(names = "--plot", description = "Where the picture goes.")
    private @Nullable Path plot;

    @Option(names = "--peers", description = "A venv of Python with TRL, which learns the same.")
    private @Nullable Path venv;

    @Option(names = "--scripts", required = true, description = "load-tests/peers")
    private Path scripts = Path.of("");

    @Option(names = "--threads", description = "Native threads.")
    private int threads = 1;

    private enum TaskName {
        RANDOMWALKS,
        STORIES,
        PREFERENCES;

        Task task() {
            return switch (this) {
                case RANDOMWALKS -> new RandomWalks();
                case STORIES -> new Stories();
                case PREFERENCES -> new Preferences();
            };
        }
    }

    LearnBench() {}

    public static void main(String[] arguments) {
        // DJL tells at length what it loads
        Logger.getLogger("").setLevel(Level.WARNING);
        System.exit(new CommandLine(new LearnBench())
                .setCaseInsensitiveEnumValuesAllowed(true)
                // whoever asked sees the command line's help and not this process's
                .setParameterExceptionHandler((wrong, given) -> {
                    System.err.println(wrong.getMessage());
                    return CommandLine.ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((failure, command, given) -> {
                    if (failure instanceof CodedException coded) {
                        System.err.println(coded.code() + ": " + coded.getMessage());
                        return CommandLine.ExitCode.SOFTWARE;
                    }
                    throw failure;
                })
                .execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var run = new LearnRun(
                TorchEngine.start("cpu", threads),
                threads,
                iterations == null ? OptionalInt.empty() : OptionalInt.of(iterations),
                shared,
                Optional.ofNullable(rows),
                Optional.ofNullable(venv).map(folder -> new TrlPeer(folder.resolve("bin/python"), scripts, threads)));
        Task learnt = task.task();
        List<Result> results = new ArrayList<>();
        for (long seed : seeds) {
            Path work = Files.createTempDirectory("macaw-learn");
            try {
                results.addAll(told(learnt.run(run, seed, work)));
            } finally {
                Staged.deleteTree(work);
            }
        }
        told(learnt.together());
        if (plot != null) {
            Files.writeString(plot, learnt.plot(results).svg());
        }
        return 0;
    }

    private static List<Result> told(List<Result> results) throws IOException {
        for (Result result : results) {
            System.out.println(new ObjectMapper().writeValueAsString(result));
        }
        return results;
    }
}
