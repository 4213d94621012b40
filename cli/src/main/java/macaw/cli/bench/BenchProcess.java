package macaw.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import macaw.cli.bench.figures.EngineReport;
import macaw.cli.bench.figures.Learnt;
import macaw.cli.bench.figures.PeerReport;
import macaw.cli.display.StageDisplay;
import macaw.cli.systems.CheckoutRoot;
import macaw.localstack.NativeEnvironment;
import macaw.localstack.StackException;

/** The benchmarks with tensors, in a process of their own: torch and ONNX Runtime stay out of the command line's. */
final class BenchProcess {
    private BenchProcess() {}

    /** The engine alone. */
    static EngineReport engine(int repeats, int threads, StageDisplay display)
            throws IOException, InterruptedException {
        display.begin("training, sgemm, rollouts");
        byte[] line = run("macaw.bench.Bench", threads, List.of("--repeats=" + repeats));
        display.end("measured");
        return new ObjectMapper().readValue(line, EngineReport.class);
    }

    /** Peer and product in turns. */
    static PeerReport peers(List<String> options, int threads, StageDisplay display)
            throws IOException, InterruptedException {
        display.begin("peers");
        List<String> arguments = new ArrayList<>(options);
        arguments.add("--scripts=" + CheckoutRoot.path().resolve("load-tests/peers"));
        byte[] line = run("macaw.bench.peers.PeerBench", threads, arguments);
        display.end("measured");
        return new ObjectMapper().readValue(line, PeerReport.class);
    }

    /** A task from its beginning. Each result is told as it comes: it took minutes or hours, and what comes behind it may fail. */
    static void learn(List<String> options, int threads, Consumer<Learnt> told)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(options);
        arguments.add("--scripts=" + CheckoutRoot.path().resolve("load-tests/peers"));
        Process process = start("macaw.bench.learn.LearnBench", threads, arguments);
        try (MappingIterator<JsonNode> results =
                new ObjectMapper().readerFor(JsonNode.class).readValues(process.getInputStream())) {
            results.forEachRemaining(result -> told.accept(new Learnt(result)));
        }
        requireEndedWell(process);
    }

    /** Writes the checkpoint of a Llama with random weights into a new folder of that one; returns it. */
    static Path randomModel(String title, Path folder) throws IOException, InterruptedException {
        byte[] written = run("macaw.bench.RandomModel", 1, List.of(title, folder.toString()));
        return Path.of(new String(written, StandardCharsets.UTF_8));
    }

    private static byte[] run(String main, int threads, List<String> options) throws IOException, InterruptedException {
        Process process = start(main, threads, options);
        byte[] line = process.getInputStream().readAllBytes();
        requireEndedWell(process);
        return line;
    }

    private static Process start(String main, int threads, List<String> options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                CheckoutRoot.path().resolve("load-tests/target/macaw-bench.jar").toString(),
                main,
                "--threads=" + threads));
        command.addAll(options);
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        // read by native libraries when they load, so it cannot be set from inside
        builder.environment().putAll(NativeEnvironment.of(threads));
        return builder.start();
    }

    private static void requireEndedWell(Process process) throws InterruptedException {
        int status = process.waitFor();
        if (status != 0) {
            throw new StackException("the benchmark ended with status " + status);
        }
    }
}
