package macaw.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import macaw.localstack.Service;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Checks whether this machine can run Macaw. */
@Command(
        name = "doctor",
        description =
                "Checks what Macaw needs of this machine and says what is missing. Ends with 1 when something is.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    private static final long NEEDED_MEMORY_KB = 6L << 20;
    private static final long NEEDED_DISK_BYTES = 4L << 30;

    @Mixin
    private StateOption state = new StateOption();

    private boolean healthy = true;

    @Override
    public Integer call() throws IOException {
        report("java", Runtime.version().feature() >= 25, Runtime.version() + " at " + System.getProperty("java.home"));
        report(
                "platform",
                System.getProperty("os.name").equals("Linux")
                        && System.getProperty("os.arch").equals("amd64"),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        report(
                "cores",
                Runtime.getRuntime().availableProcessors() >= 2,
                Runtime.getRuntime().availableProcessors() + ", 2 needed");
        long memory = availableMemory();
        report(
                "memory",
                memory >= NEEDED_MEMORY_KB,
                memory / 1024 + " MB available, " + NEEDED_MEMORY_KB / 1024 + " MB needed");
        Path folder = existing(state.absolute());
        long disk = Files.getFileStore(folder).getUsableSpace();
        report(
                "disk",
                disk >= NEEDED_DISK_BYTES,
                (disk >> 20) + " MB free at " + folder + ", " + (NEEDED_DISK_BYTES >> 20) + " MB needed");
        report(
                "state",
                Files.isWritable(folder),
                folder + " is " + (Files.isWritable(folder) ? "" : "not ") + "writable");
        for (String program : new String[] {"setsid", "sh", "unshare"}) {
            boolean there = onPath(program);
            report(program, there, there ? "found" : "not on the path; util-linux has it");
        }
        for (Service service : Service.values()) {
            Path jar =
                    CheckoutRoot.path().resolve("services/" + service.title() + "/target/quarkus-app/quarkus-run.jar");
            report(service.title(), Files.exists(jar), Files.exists(jar) ? "built" : jar + " is missing");
        }
        return healthy ? 0 : 1;
    }

    private void report(String what, boolean good, String detail) {
        healthy &= good;
        System.out.printf("%-4s %-10s %s%n", good ? "ok" : "BAD", what, detail);
    }

    /** The folder itself, or the nearest one above it that is there. */
    private static Path existing(Path folder) {
        Path parent = folder.getParent();
        return Files.exists(folder) || parent == null ? folder : existing(parent);
    }

    private static long availableMemory() throws IOException {
        return Files.readAllLines(Path.of("/proc/meminfo")).stream()
                .filter(line -> line.startsWith("MemAvailable:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .sum();
    }

    private static boolean onPath(String program) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }
}
