package macaw.bench.peers;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import macaw.artefacts.Staged;
import macaw.bench.Machine;
import macaw.errors.CodedException;
import macaw.torch.TorchEngine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Peer and product in turns; {@code macaw bench peers} runs this in a process of its own and reads its one line of JSON. */
@Command(
        name = "macaw bench peers",
        mixinStandardHelpOptions = true,
        description = "Measures the product beside its peers; prints one line of JSON.")
public final class PeerBench implements Callable<Integer> {
    @Parameters(arity = "0..*", description = "What to measure (${COMPLETION-CANDIDATES}); everything without one.")
    private List<Work> works = List.of();

    @Option(names = "--model", description = "llama-5m, llama-25m or a checkpoint's folder; both of these without one.")
    private List<String> models = List.of(BenchModel.LLAMA_5M, BenchModel.LLAMA_25M);

    @Option(names = "--scripts", required = true, description = "load-tests/peers")
    private Path scripts = Path.of("");

    @Option(names = "--peers", description = "A venv of Python with the peers.")
    private @Nullable Path venv;

    @Option(names = "--llama-cpp", description = "The folder with llama.cpp's programs.")
    private @Nullable Path llamaCpp;

    @Option(names = "--repeats", description = "Rounds of turns.")
    private int rounds = 3;

    @Option(names = "--threads", description = "Native threads.")
    private int threads = 2;

    /**
     * What was measured.
     *
     * @param load processes that wanted a processor at the end, on average over a minute
     * @param skipped peers that are not here, each with the reason
     */
    private record Report(
            Machine machine, double load, int threads, int repeats, List<Row> rows, List<String> skipped) {}

    PeerBench() {}

    public static void main(String[] arguments) {
        // DJL tells at length what it loads
        Logger.getLogger("").setLevel(Level.WARNING);
        System.exit(new CommandLine(new PeerBench())
                .setCaseInsensitiveEnumValuesAllowed(true)
                // whoever asked sees the command line's help and not this process's
                .setParameterExceptionHandler((wrong, given) -> {
                    System.err.println(wrong.getMessage());
                    return CommandLine.ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((failure, command, given) -> {
                    if (failure instanceof CodedException coded) {
                        System.err.println(coded.getMessage());
                        return CommandLine.ExitCode.SOFTWARE;
                    }
                    throw failure;
                })
                .execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path work = Files.createTempDirectory("macaw-bench");
        try {
            var peers = new Peers(scripts, work, threads, Optional.ofNullable(venv), Optional.ofNullable(llamaCpp));
            var run = new BenchRun(peers, TorchEngine.start("cpu", threads), work, threads, rounds);
            List<Row> rows = new ArrayList<>();
            Set<Work> chosen = works.isEmpty() ? EnumSet.allOf(Work.class) : EnumSet.copyOf(works);
            for (String name : models) {
                BenchModel model = BenchModel.of(name, work);
                for (Work each : chosen) {
                    Row row = each.on(model, run);
                    rows.add(row);
                    System.err.println(row.line());
                }
            }
            double load = Double.parseDouble(
                    Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
            var report = new Report(Machine.here(), load, threads, rounds, rows, peers.skipped());
            System.out.println(new ObjectMapper().writeValueAsString(report));
        } finally {
            Staged.deleteTree(work);
        }
        return 0;
    }
}
