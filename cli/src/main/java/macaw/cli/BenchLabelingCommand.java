package macaw.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import macaw.cli.bench.BenchReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How long labelers wait for their next task, when there is one of them and when there are many. */
@Command(
        name = "labeling",
        description = {
            "Labelers get tasks and hand work in, on a labeling service of the benchmark's own: one alone, and many at",
            "once, in turns. Says how long they wait for their next task."
        },
        mixinStandardHelpOptions = true)
final class BenchLabelingCommand implements Callable<Integer> {
    @Mixin
    private BenchOptions options = new BenchOptions();

    @Option(names = "--labelers", description = "how many at once (default: ${DEFAULT-VALUE})")
    private int labelers = LabelingBench.LABELERS;

    @Option(
            names = "--thinking",
            paramLabel = "SECONDS",
            description = "what each of many takes for a task on average (default: ${DEFAULT-VALUE})")
    private int thinking = LabelingBench.THINKING_SECONDS;

    @Option(names = "--repeats", description = "repeats of each measurement (default: ${DEFAULT-VALUE})")
    private int repeats = LabelingBench.REPEATS;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var bench = new LabelingBench(labelers, Duration.ofSeconds(thinking), repeats);
        options.print(
                new BenchReport(null, null, BenchStack.labeling(options.threads, bench, StageDisplay.on(System.err))));
        return 0;
    }
}
