package macaw.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** The engine's benchmarks, in a process of their own: torch and ONNX Runtime stay out of the command line's. */
@Command(
        name = "engine",
        description = {
            "Training against the machine's sgemm peak, and rollouts in a batch of 32 against one at a time.",
            "Options: --repeats N, --threads N, --json."
        })
final class BenchEngineCommand implements Callable<Integer> {
    @Unmatched
    private List<String> arguments = new ArrayList<>();

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
                jar.toString()));
        command.addAll(arguments);
        var process = new ProcessBuilder(command).inheritIO();
        // read by native libraries when they load, so it cannot be set from inside
        process.environment().put("ORT_GQA_DISABLE_FLASH_ATTENTION", "1");
        process.environment().put("OMP_WAIT_POLICY", "PASSIVE");
        return process.start().waitFor();
    }
}
