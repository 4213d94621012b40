package macaw.cli.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import macaw.cli.bench.figures.RlPathReport;
import macaw.cli.display.StageDisplay;
import macaw.cli.systems.NamespaceOption;
import macaw.cli.systems.SystemOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Load on the RL path without a learner. */
@Command(
        name = "rl-path",
        description = {
            "Measures the RL path: prompts through the topics until they are scored, and scores over gRPC.",
            "One prompt and many in flight, one caller, many and a stream, in turns. Says how much that is a second and how long",
            "it takes, and fails where a prompt has not exactly one answer. On a stack of its own with a policy and a",
            "reward model made of the demonstration's base model; or, with --policy and --reward, on a system that is up:",
            "under a run of its own, which is taken back at the end. A training run beside it waits longer."
        },
        mixinStandardHelpOptions = true)
final class BenchRlPathCommand implements Callable<Integer> {
    @Mixin
    private SystemOption system = new SystemOption();

    @Mixin
    private NamespaceOption namespace = new NamespaceOption();

    @Mixin
    private BenchOptions options = new BenchOptions();

    @ArgGroup(exclusive = false)
    private @Nullable Models models;

    @Option(
            names = "--in-flight",
            paramLabel = "N",
            description = "prompts asked and not answered at once, in the larger load (default: ${DEFAULT-VALUE})")
    private int inFlight = RlPathBench.IN_FLIGHT;

    @Option(
            names = "--callers",
            paramLabel = "N",
            description = "who ask for scores at once, in the larger loads (default: ${DEFAULT-VALUE})")
    private int callers = RlPathBench.CALLERS;

    @Option(names = "--max-tokens", paramLabel = "N", description = "longest answer (default: ${DEFAULT-VALUE})")
    private int maxTokens = PpoBench.MAX_TOKENS;

    @Option(
            names = "--shift",
            paramLabel = "SECONDS",
            description = "how long each load lasts (default: ${DEFAULT-VALUE})")
    private int shift = RlPathBench.SHIFT_SECONDS;

    @Option(
            names = "--repeats",
            paramLabel = "N",
            description = "repeats of each load, in turns (default: ${DEFAULT-VALUE})")
    private int repeats = RlPathBench.REPEATS;

    /** Versions of the system that is up; both or none. */
    static final class Models {
        @Option(names = "--policy", required = true, paramLabel = "NAME[@N]", description = "the policy that answers")
        private String policy = "";

        @Option(
                names = "--reward",
                required = true,
                paramLabel = "NAME[@N]",
                description = "the reward model that scores")
        private String reward = "";

        @Option(
                names = "--tokenizer",
                paramLabel = "DIR",
                description =
                        "a checkpoint folder with the policy's tokenizer (default: the demonstration's base model)")
        private @Nullable Path tokenizer;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        StageDisplay display = StageDisplay.on(System.err);
        var bench = new RlPathBench(inFlight, callers, maxTokens, Duration.ofSeconds(shift), repeats);
        RlPathReport report = models == null
                ? BenchStack.rlPath(options.threads, bench, display)
                : bench.run(
                        system.running(),
                        namespace.name,
                        models.policy,
                        models.reward,
                        models.tokenizer == null ? BenchStack.baseModel() : models.tokenizer,
                        display);
        options.print(report);
        return 0;
    }
}
