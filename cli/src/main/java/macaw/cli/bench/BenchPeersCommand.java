package macaw.cli.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import macaw.cli.bench.figures.BenchReport;
import macaw.cli.display.StageDisplay;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The product beside what people use today. */
@Command(
        name = "peers",
        description = {
            "Macaw beside transformers, TRL and llama.cpp: each measurement in turns, so that both saw the same minutes.",
            "A peer that is not installed is left out and named."
        },
        mixinStandardHelpOptions = true)
final class BenchPeersCommand implements Callable<Integer> {
    @Mixin
    private BenchOptions options = new BenchOptions();

    @Mixin
    private PeerOptions peers = new PeerOptions();

    @Parameters(
            arity = "0..*",
            paramLabel = "WORK",
            description = "what to measure: rollouts, quantised, samples, training, scoring, shared-prompt, publish,"
                    + " ppo-memory; everything without one")
    private List<String> works = List.of();

    @Option(
            names = "--repeats",
            paramLabel = "N",
            description = "rounds in which everyone measures once (default: ${DEFAULT-VALUE})")
    private int repeats = 3;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(peers.arguments(repeats));
        arguments.addAll(works);
        options.print(new BenchReport(
                null, BenchProcess.peers(arguments, options.threads, StageDisplay.on(System.err)), null, null));
        return 0;
    }
}
