package macaw.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import macaw.languagemodel.bpe.BpeTrainer;
import macaw.languagemodel.bpe.BytePairEncoding;
import macaw.torch.TorchEngine;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The benchmarks of the engine; {@code macaw bench engine} runs this in a process of its own. */
@Command(
        name = "macaw bench engine",
        mixinStandardHelpOptions = true,
        description = "Speed of training and generating on a Llama of 4.88 M parameters, as ratios within this run.")
public final class Bench implements Callable<Integer> {
    @Option(
            names = "--repeats",
            defaultValue = "5",
            description = "Repeats of each measurement (default ${DEFAULT-VALUE}).")
    private int repeats = 5;

    @Option(names = "--threads", defaultValue = "2", description = "Native threads (default ${DEFAULT-VALUE}).")
    private int threads = 2;

    @Option(names = "--json", description = "Print one line of JSON instead of the table.")
    private boolean json;

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Report(
            Machine machine, int threads, int repeats, TrainingBench.Result training, RolloutBench.Result rollouts) {}

    Bench() {}

    public static void main(String[] arguments) {
        // DJL tells at length what it loads
        Logger.getLogger("").setLevel(Level.WARNING);
        System.exit(new CommandLine(new Bench()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        Path work = Files.createTempDirectory("macaw-bench");
        try {
            Path tokenizer = Files.createDirectory(work.resolve("tokenizer"));
            BpeTrainer.train(
                            Stream.of("a bench needs a tokenizer"),
                            Llama5m.VOCABULARY,
                            BytePairEncoding.CONVERSATION_TOKENS)
                    .write(tokenizer);
            Path model = Files.createDirectory(work.resolve("llama-5m"));
            Llama5m.write(model, tokenizer);
            TorchEngine engine = TorchEngine.start("cpu", threads);
            var report = new Report(
                    Machine.here(),
                    threads,
                    repeats,
                    TrainingBench.run(engine, model, repeats),
                    RolloutBench.run(model, threads, repeats));
            System.out.println(json ? new ObjectMapper().writeValueAsString(report) : table(report));
        } finally {
            delete(work);
        }
        return 0;
    }

    private static String table(Report report) {
        var training = report.training();
        var rollouts = report.rollouts();
        return String.join(
                "\n",
                List.of(
                        report.machine().processor() + ", " + report.machine().cores() + " cores, " + report.threads()
                                + " threads, Java " + report.machine().java(),
                        "min / median / max of " + report.repeats(),
                        "",
                        "training, batch 16 x 128",
                        "  tokens/s                      "
                                + training.tokensPerSecond().text(0),
                        "  GFLOP/s of the model          "
                                + training.gigaflops().text(0),
                        "  GFLOP/s of sgemm (2048^3)     " + training.peak().text(0),
                        "  share of sgemm                "
                                + training.shareOfPeak().text(2) + "   (wanted: 0.50)",
                        "",
                        "rollouts, prompt 32 + 128 new tokens, sampled at temperature 1",
                        "  batch 1, new tokens/s         " + rollouts.alone().text(0),
                        "  batch 32, new tokens/s        " + rollouts.together().text(0),
                        "  batch 32 / batch 1            " + rollouts.gain().text(1) + "   (wanted: 4)"));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
