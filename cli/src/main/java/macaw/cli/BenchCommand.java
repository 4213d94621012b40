package macaw.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import macaw.cli.bench.BenchReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Speed, measured. */
@Command(
        name = "bench",
        description = {
            "Measures speed as ratios within one run: the engine, then PPO on a stack of its own.",
            "The last lines are the ratios against what is wanted; load-tests/README.md says what was seen."
        },
        subcommands = {BenchEngineCommand.class, BenchPpoCommand.class},
        synopsisSubcommandLabel = "[engine | ppo]",
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
        try {
            var ppo = BenchStack.ppo(options.threads, bench, display);
            options.print(new BenchReport(engine, ppo));
        } catch (RuntimeException e) {
            // what took minutes to measure is not lost with what came after it
            options.print(new BenchReport(engine, null));
            throw e;
        }
        return 0;
    }
}
