package macaw.cli.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import macaw.cli.bench.figures.BenchReport;
import macaw.cli.display.StageDisplay;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Speed, measured. */
@Command(
        name = "bench",
        description = {
            "Measures speed as ratios within one run: the engine, alone and beside its peers, PPO and labelers' waits.",
            "With a name that one, or another load.",
            "The last lines are the ratios against what is wanted; load-tests/README.md says what was seen."
        },
        subcommands = {
            BenchEngineCommand.class,
            BenchPeersCommand.class,
            BenchPpoCommand.class,
            BenchLabelingCommand.class,
            BenchChaosCommand.class,
            BenchRlPathCommand.class,
            BenchMicroCommand.class,
            BenchLearnCommand.class
        },
        synopsisSubcommandLabel = "[engine | peers | ppo | labeling | rl-path | micro | chaos | learn]",
        mixinStandardHelpOptions = true)
public final class BenchCommand implements Callable<Integer> {
    @Mixin
    private BenchOptions options = new BenchOptions();

    @Mixin
    private PeerOptions peers = new PeerOptions();

    @Option(
            names = "--repeats",
            paramLabel = "N",
            description = "repeats of each measurement of the engine and of its peers (default: ${DEFAULT-VALUE})")
    private int repeats = 5;

    @Option(
            names = "--iterations",
            paramLabel = "N",
            description = "PPO iterations; the first does not count (default: ${DEFAULT-VALUE})")
    private int iterations = PpoBench.ITERATIONS;

    @Override
    public Integer call() throws IOException, InterruptedException {
        StageDisplay display = StageDisplay.on(System.err);
        var bench = new PpoBench(iterations, PpoBench.MAX_TOKENS);
        var engine = BenchProcess.engine(repeats, options.threads, display);
        var report = new BenchReport(engine, null, null, null);
        try {
            var beside = BenchProcess.peers(peers.arguments(repeats), options.threads, display);
            report = new BenchReport(engine, beside, null, null);
            report = new BenchReport(engine, beside, BenchStack.ppo(options.threads, bench, display), null);
            var labeling = new LabelingBench(
                    LabelingBench.LABELERS, Duration.ofSeconds(LabelingBench.THINKING_SECONDS), LabelingBench.REPEATS);
            report = new BenchReport(
                    engine, beside, report.ppo(), BenchStack.labeling(options.threads, labeling, display));
        } finally {
            // what took minutes to measure is not lost with what came after it
            options.print(report);
        }
        return 0;
    }
}
