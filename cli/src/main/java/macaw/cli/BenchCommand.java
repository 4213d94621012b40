package macaw.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import macaw.cli.bench.BenchReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Speed, measured. */
@Command(
        name = "bench",
        description = {
            "Measures speed as ratios within one run: the engine, PPO on a stack of its own, labelers' waits.",
            "The last lines are the ratios against what is wanted; load-tests/README.md says what was seen."
        },
        subcommands = {BenchEngineCommand.class, BenchPpoCommand.class, BenchLabelingCommand.class},
        synopsisSubcommandLabel = "[engine | ppo | labeling]",
        mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
    @Mixin
    private BenchOptions options = new BenchOptions();

    @Option(names = "--repeats", description = "repeats of each measurement of the engine (default: ${DEFAULT-VALUE})")
    private int repeats = 5;

    @Option(
            names = "--iterations",
            description = "PPO iterations; the first does not count (default: ${DEFAULT-VALUE})")
    private int iterations = PpoBench.ITERATIONS;

    @Override
    public Integer call() throws IOException, InterruptedException {
        StageDisplay display = StageDisplay.on(System.err);
        var bench = new PpoBench(iterations, PpoBench.MAX_TOKENS);
        var engine = EngineBench.run(repeats, options.threads, display);
        var report = new BenchReport(engine, null, null);
        try {
            report = new BenchReport(engine, BenchStack.ppo(options.threads, bench, display), null);
            var labeling = new LabelingBench(
                    LabelingBench.LABELERS, Duration.ofSeconds(LabelingBench.THINKING_SECONDS), LabelingBench.REPEATS);
            report = new BenchReport(engine, report.ppo(), BenchStack.labeling(options.threads, labeling, display));
        } finally {
            // what took minutes to measure is not lost with what came after it
            options.print(report);
        }
        return 0;
    }
}
