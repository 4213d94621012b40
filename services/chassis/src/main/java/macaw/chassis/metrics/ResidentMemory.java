package macaw.chassis.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The memory of this process as Linux counts it: what libtorch and ONNX Runtime allocate is in no figure of the JVM. */
final class ResidentMemory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String LINE = "VmRSS:";

    private ResidentMemory() {}

    /** Bytes; NaN where the system does not say. */
    static double bytes() {
        try (var lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith(LINE))
                    .mapToDouble(ResidentMemory::bytes)
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException e) {
            return Double.NaN;
        }
    }

    /** A line like {@code VmRSS:     1234 kB}. */
    static double bytes(String line) {
        return Double.parseDouble(
                        line.substring(LINE.length(), line.lastIndexOf("kB")).strip())
                * 1024;
    }
}
