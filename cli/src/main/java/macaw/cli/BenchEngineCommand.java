package macaw.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The engine's benchmarks, in a process of their own: torch and ONNX Runtime stay out of the command line's. */
@Command(
        name = "engine",
        description = "Training against the machine's sgemm peak, and rollouts in a batch of 32 against one at a time.",
        mixinStandardHelpOptions = true)
final class BenchEngineCommand implements Callable<Integer> {
    @Option(names = "--repeats", description = "repeats of each measurement (default: ${DEFAULT-VALUE})")
    private int repeats = 5;

    @Option(names = "--threads", description = "native threads (default: ${DEFAULT-VALUE})")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "print one line of JSON instead of the table")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path jar = CheckoutRoot.path().resolve("load-tests/target/macaw-bench.jar");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-jar",
                jar.toString(),
                "--repeats=" + repeats,
                "--threads=" + threads));
        if (json) {
            command.add("--json");
        }
        var process = new ProcessBuilder(command).inheritIO();
        // read by native libraries when they load, so it cannot be set from inside
        process.environment().put("ORT_GQA_DISABLE_FLASH_ATTENTION", "1");
        process.environment().put("OMP_WAIT_POLICY", "PASSIVE");
        return process.start().waitFor();
    }
}
