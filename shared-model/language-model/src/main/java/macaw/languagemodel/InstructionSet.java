package macaw.languagemodel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The widest vector instructions of this processor. Runtimes choose their kernels by them, and with the kernel the order of sums and so their bits. */
public final class InstructionSet {
    /** From the widest to the narrowest that the runtimes have kernels for. */
    private static final List<String> KNOWN =
            List.of("amx_tile", "avx512_vnni", "avx512f", "avx_vnni", "avx2", "avx", "sse4_1", "asimddp", "asimd");

    private InstructionSet() {}

    /** As Linux calls it, e.g. {@code avx512f}; {@code unknown} elsewhere. */
    public static String widest() {
        Path processor = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(processor)) {
            return "unknown";
        }
        try (var lines = Files.lines(processor)) {
            List<String> flags = lines.filter(line -> line.startsWith("flags") || line.startsWith("Features"))
                    .findFirst()
                    .map(line -> Arrays.asList(line.split("\\s+")))
                    .orElse(List.of());
            return KNOWN.stream().filter(flags::contains).findFirst().orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
