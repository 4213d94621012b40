package macaw.cli.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import macaw.cli.bench.figures.BenchReport;
import macaw.cli.display.StageDisplay;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How long labelers wait for their next task, when there is one of them and when there are many. */
@Command(
        name = "labeling",
        description = {
            "Says how long labelers wait for their next task, one alone and many at once.",
            "They get tasks and hand work in, in turns, on a labeling service of the benchmark's own."
        },
        mixinStandardHelpOptions = true)
final class BenchLabelingCommand implements Callable<Integer> {
    @Mixin
    private BenchOptions options = new BenchOptions();

    @Option(names = "--labelers", paramLabel = "N", description = "how many at once (default: ${DEFAULT-VALUE})")
    private int labelers = LabelingBench.LABELERS;

    @Option(
            names = "--thinking",
            paramLabel = "SECONDS",
            description = "what each of many takes for a task on average (default: ${DEFAULT-VALUE})")
    private int thinking = LabelingBench.THINKING_SECONDS;

    @Option(
            names = "--repeats",
            paramLabel = "N",
            description = "repeats of each measurement (default: ${DEFAULT-VALUE})")
    private int repeats = LabelingBench.REPEATS;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var bench = new LabelingBench(labelers, Duration.ofSeconds(thinking), repeats);
        options.print(new BenchReport(
                null, null, null, BenchStack.labeling(options.threads, bench, StageDisplay.on(System.err))));
        return 0;
    }
}
