package macaw.cli.bench;

import java.io.IOException;
import java.util.concurrent.Callable;
import macaw.cli.bench.chaos.ChaosReport;
import macaw.cli.display.StageDisplay;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether a run that services were killed under ends in the same bits. */
@Command(
        name = "chaos",
        description = {
            "Carries the same run out twice, calmly and while services are killed, and compares.",
            "SIGKILL to trainer, generator, reward service and broker in turn (of SFT and reward runs, to trainer and broker), and for every five of them the",
            "trainer is once stopped while another takes its run over, and then goes on. The seed decides who and when. On a stack of its own.",
            "Ends with 1 when the weights differ, a rollout was lost or trained twice, or a kill came too late."
        },
        mixinStandardHelpOptions = true)
final class BenchChaosCommand implements Callable<Integer> {
    @Mixin
    private BenchOptions options = new BenchOptions();

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description = "of the run: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private ChaosBench.Kind kind = ChaosBench.Kind.PPO;

    @Option(names = "--kills", paramLabel = "N", description = "how many SIGKILLs (default: ${DEFAULT-VALUE})")
    private int kills = 20;

    @Option(names = "--seed", paramLabel = "S", description = "decides who and when (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(
            names = "--staleness",
            paramLabel = "N",
            description = "iteration i trains on rollouts of version i - N; of ppo (default: ${DEFAULT-VALUE})")
    private int staleness;

    @Override
    public Integer call() throws IOException, InterruptedException {
        ChaosReport report = BenchStack.chaos(
                options.threads, new ChaosBench(kind, kills, seed, staleness), StageDisplay.on(System.err));
        options.print(report);
        report.complaints().forEach(System.err::println);
        return report.complaints().isEmpty() ? 0 : 1;
    }
}
