package macaw.cli.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import macaw.cli.bench.figures.BenchReport;
import macaw.cli.bench.figures.PpoReport;
import macaw.cli.display.StageDisplay;
import macaw.cli.systems.NamespaceOption;
import macaw.cli.systems.StateOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the time of a PPO iteration goes: tensor work of the three services, and everything else. */
@Command(
        name = "ppo",
        description = {
            "Runs a few PPO iterations and says where their time went.",
            "Tensor work of generator, reward service and trainer, and all that is not tensor work. On a stack of its own with a policy and a reward",
            "model made of the demonstration's base model; or, with --policy and --reward, on the stack that is up."
        },
        mixinStandardHelpOptions = true)
final class BenchPpoCommand implements Callable<Integer> {
    @Mixin
    private StateOption state = new StateOption();

    @Mixin
    private NamespaceOption namespace = new NamespaceOption();

    @Mixin
    private BenchOptions options = new BenchOptions();

    @ArgGroup(exclusive = false)
    private @Nullable Models models;

    @Option(
            names = "--iterations",
            paramLabel = "N",
            description = "iterations; the first does not count (default: ${DEFAULT-VALUE})")
    private int iterations = PpoBench.ITERATIONS;

    @Option(names = "--max-tokens", paramLabel = "N", description = "longest answer (default: ${DEFAULT-VALUE})")
    private int maxTokens = PpoBench.MAX_TOKENS;

    @Option(
            names = "--staleness",
            split = ",",
            paramLabel = "N",
            description =
                    "measures instead how long an iteration takes at these degrees of staleness, in turns, for instance 0,1")
    private List<Integer> staleness = List.of();

    @Option(
            names = "--repeats",
            paramLabel = "N",
            description = "turns of --staleness and of --beside-trl (default: ${DEFAULT-VALUE})")
    private int repeats = StalenessBench.REPEATS;

    @Option(
            names = "--beside-trl",
            paramLabel = "PYTHON",
            description = {
                "the same iterations by TRL's PPOTrainer in turns, on a random Llama of 5 M parameters:",
                "64 prompts of 32 tokens, 48 new, 4 epochs; an interpreter with load-tests/peers/requirements.txt"
            })
    private @Nullable Path python;

    /** Versions of the stack that is up; both or none. */
    static final class Models {
        @Option(names = "--policy", required = true, paramLabel = "NAME", description = "the policy to start from")
        private String policy = "";

        @Option(names = "--reward", required = true, paramLabel = "NAME", description = "the reward model")
        private String reward = "";
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        StageDisplay display = StageDisplay.on(System.err);
        if (!staleness.isEmpty()) {
            var bench = new StalenessBench(iterations, maxTokens, staleness, repeats);
            options.print(
                    models == null
                            ? BenchStack.staleness(options.threads, bench, display)
                            : bench.run(state.running(), namespace.name, models.policy, models.reward, display));
            return 0;
        }
        if (python != null) {
            options.print(BenchStack.besideTrl(options.threads, new PpoBesideTrl(repeats), python, display));
            return 0;
        }
        var bench = new PpoBench(iterations, maxTokens);
        PpoReport report = models == null
                ? BenchStack.ppo(options.threads, bench, display)
                : bench.run(state.running(), namespace.name, models.policy, models.reward, display);
        options.print(new BenchReport(null, null, report, null));
        return 0;
    }
}
