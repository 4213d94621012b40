package macaw.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxRuntimeTest {
    /** Longer than what ONNX Runtime's telemetry survives. */
    private static final int LONG_COMMAND_LINE = 40_000;

    @TempDir
    Path home;

    @Test
    void theRuntimeStartsUnderALongCommandLineAndLeavesNoTraceOfTelemetry() throws Exception {
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Path output = home.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx64m",
                        "-cp",
                        classes,
                        Fingerprint.class.getName(),
                        "x".repeat(LONG_COMMAND_LINE))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("HOME", home.toString());
        builder.environment().put("XDG_CACHE_HOME", home.resolve("cache").toString());
        Process process = builder.start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        assertThat(Files.readString(output)).contains("onnxruntime-");
        try (var files = Files.walk(home)) {
            assertThat(files.map(Path::toString)).noneMatch(file -> file.contains("DeveloperTools"));
        }
    }

    /** What the child process runs. */
    static final class Fingerprint {
        public static void main(String[] arguments) {
            System.out.println(Numerics.fingerprint());
        }
    }
}
