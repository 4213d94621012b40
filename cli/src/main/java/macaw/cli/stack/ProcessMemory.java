package macaw.cli.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import macaw.localstack.ProcessIdentity;

/**
 * Physical memory as the kernel tells it. A page that several processes share counts in equal parts for each of them, so that sums are
 * true: PostgreSQL's processes all map the same buffers.
 */
final class ProcessMemory {
    private ProcessMemory() {}

    /** A process, what it has started, and what those have. */
    static Set<ProcessIdentity> tree(ProcessIdentity root) {
        Set<ProcessIdentity> tree = new LinkedHashSet<>();
        if (root.alive()) {
            tree.add(root);
            tree.addAll(root.descendants());
        }
        return tree;
    }

    /** Of all of them together, kilobytes; one that has ended in the meantime has none. */
    static long kilobytes(Collection<ProcessIdentity> processes) {
        return processes.stream().mapToLong(ProcessMemory::kilobytes).sum();
    }

    private static long kilobytes(ProcessIdentity process) {
        Path files = Path.of("/proc", Long.toString(process.pid()));
        // Another user's process does not show its shares, only what is resident in all.
        return line(files.resolve("smaps_rollup"), "Pss:")
                .orElseGet(() -> line(files.resolve("status"), "VmRSS:").orElse(0));
    }

    private static OptionalLong line(Path file, String name) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst();
        } catch (IOException | UncheckedIOException gone) {
            return OptionalLong.empty();
        }
    }
}
