package macaw.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import macaw.artefacts.Staged;
import macaw.torch.TorchEngine;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The benchmarks of the engine; {@code macaw bench} runs this in a process of its own and reads its one line of JSON. */
@Command(
        name = "macaw bench engine",
        mixinStandardHelpOptions = true,
        description = "Measures training and generating on a Llama of 4.88 M parameters; prints one line of JSON.")
public final class Bench implements Callable<Integer> {
    @Option(
            names = "--repeats",
            defaultValue = "5",
            description = "Repeats of each measurement (default ${DEFAULT-VALUE}).")
    private int repeats = 5;

    @Option(names = "--threads", defaultValue = "2", description = "Native threads (default ${DEFAULT-VALUE}).")
    private int threads = 2;

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
            Path model = RandomLlama.LLAMA_5M.write(work);
            TorchEngine engine = TorchEngine.start("cpu", threads);
            var report = new Report(
                    Machine.here(),
                    threads,
                    repeats,
                    TrainingBench.run(engine, RandomLlama.LLAMA_5M, model, repeats),
                    RolloutBench.run(model, threads, repeats));
            System.out.println(new ObjectMapper().writeValueAsString(report));
        } finally {
            Staged.deleteTree(work);
        }
        return 0;
    }
}
