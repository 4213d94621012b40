package macaw.cli.bench;

import java.io.IOException;
import java.util.concurrent.Callable;
import macaw.cli.bench.figures.BenchReport;
import macaw.cli.display.StageDisplay;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The engine alone, without a stack. */
@Command(
        name = "engine",
        description = "Training against the machine's sgemm peak, and rollouts in a batch of 32 against one at a time.",
        mixinStandardHelpOptions = true)
final class BenchEngineCommand implements Callable<Integer> {
    @Mixin
    private BenchOptions options = new BenchOptions();

    @Option(
            names = "--repeats",
            paramLabel = "N",
            description = "repeats of each measurement (default: ${DEFAULT-VALUE})")
    private int repeats = 5;

    @Override
    public Integer call() throws IOException, InterruptedException {
        options.print(new BenchReport(
                BenchProcess.engine(repeats, options.threads, StageDisplay.on(System.err)), null, null, null));
        return 0;
    }
}
