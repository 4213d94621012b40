package macaw.trainer.memory;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What libtorch may hold in this process: what the machine or the container has left, and what it holds already, since that is used again. */
public final class AvailableMemory {
    private static final Path MACHINE = Path.of("/proc/meminfo");
    private static final Path PROCESS = Path.of("/proc/self/status");
    private static final long KIBIBYTE = 1024;

    private AvailableMemory() {}

    /** In bytes; empty where the system does not say. */
    public static OptionalLong now() {
        OptionalLong free = bytes(MACHINE, "MemAvailable");
        OptionalLong resident = bytes(PROCESS, "RssAnon");
        if (free.isEmpty() || resident.isEmpty()) {
            return OptionalLong.empty();
        }
        MemoryMXBean java = ManagementFactory.getMemoryMXBean();
        long ofJava = java.getHeapMemoryUsage().getUsed()
                + java.getNonHeapMemoryUsage().getUsed();
        // of the container, where the process is in one
        long total =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
        return OptionalLong.of(of(free.getAsLong(), total, resident.getAsLong(), ofJava));
    }

    /**
     * The same from its parts, all in bytes.
     *
     * @param free what the machine can give without swapping
     * @param total of the container or machine
     * @param resident of this process, files left out
     * @param ofJava what of it is Java's
     */
    static long of(long free, long total, long resident, long ofJava) {
        long held = Math.max(0, resident - ofJava);
        return Math.min(free + held, total - Math.min(ofJava, resident));
    }

    private static OptionalLong bytes(Path file, String key) {
        try {
            return bytes(Files.readString(file), key);
        } catch (IOException e) {
            return OptionalLong.empty(); // no Linux
        }
    }

    static OptionalLong bytes(String content, String key) {
        Matcher line = Pattern.compile("(?m)^" + key + ":\\s+(\\d+) kB$").matcher(content);
        return line.find() ? OptionalLong.of(Long.parseLong(line.group(1)) * KIBIBYTE) : OptionalLong.empty();
    }
}
