package macaw.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import macaw.cli.bench.EngineReport;
import macaw.localstack.StackException;

/** The engine's benchmarks, in a process of their own: torch and ONNX Runtime stay out of the command line's. */
final class EngineBench {
    private EngineBench() {}

    static EngineReport run(int repeats, int threads, StageDisplay display) throws IOException, InterruptedException {
        display.begin("training, sgemm, rollouts");
        Path jar = CheckoutRoot.path().resolve("load-tests/target/macaw-bench.jar");
        var builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-jar",
                        jar.toString(),
                        "--repeats=" + repeats,
                        "--threads=" + threads))
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        // read by native libraries when they load, so it cannot be set from inside
        builder.environment().put("ORT_GQA_DISABLE_FLASH_ATTENTION", "1");
        builder.environment().put("OMP_WAIT_POLICY", "PASSIVE");
        Process process = builder.start();
        byte[] line = process.getInputStream().readAllBytes();
        int status = process.waitFor();
        if (status != 0) {
            throw new StackException("the engine's benchmark ended with status " + status);
        }
        display.end("measured");
        return new ObjectMapper().readValue(line, EngineReport.class);
    }
}
