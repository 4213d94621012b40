package macaw.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import macaw.cli.systems.CheckoutRoot;
import macaw.localstack.Service;
import macaw.localstack.UsualPorts;

/** What a local stack needs of this machine. */
final class MachineCheck {
    private static final long NEEDED_MEMORY_BYTES = 6L << 30;
    private static final long NEEDED_DISK_BYTES = 4L << 30;

    private final Machine machine;
    private final Path state;
    private final List<Finding> findings = new ArrayList<>();

    private MachineCheck(Machine machine, Path state) {
        this.machine = machine;
        this.state = state;
    }

    /** @param stackIsUp whose ports are taken by the stack itself */
    static List<Finding> of(Path state, boolean stackIsUp) throws IOException {
        return of(Machine.asItIs(nearest(state)), state, stackIsUp);
    }

    /** The same of a machine that has so much. */
    static List<Finding> of(Machine machine, Path state, boolean stackIsUp) {
        MachineCheck check = new MachineCheck(machine, state);
        check.java();
        if (!stackIsUp) {
            check.memory();
            check.ports();
        }
        check.disk();
        check.programs();
        check.jars();
        return check.findings;
    }

    private void look(String part, boolean good, String detail, String todo) {
        findings.add(good ? Finding.ok(part, detail) : Finding.bad(part, detail, todo));
    }

    private void java() {
        look(
                "java",
                Runtime.version().feature() >= 25,
                Runtime.version() + " at " + System.getProperty("java.home"),
                "install a JDK 25 and let JAVA_HOME name it");
        String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        look(
                "platform",
                platform.equals("Linux amd64"),
                platform,
                "the native runtimes are there for Linux amd64 only");
        int cores = Runtime.getRuntime().availableProcessors();
        look("cores", cores >= 2, cores + ", 2 needed", "give the machine or container 2 cores");
    }

    private void memory() {
        long memory = machine.memoryBytes();
        look(
                "memory",
                memory >= NEEDED_MEMORY_BYTES,
                (memory >> 20) + " MB available, " + (NEEDED_MEMORY_BYTES >> 20) + " MB needed",
                "end what else takes memory");
    }

    private void ports() {
        List<String> taken = new ArrayList<>();
        UsualPorts.byPart().forEach((part, port) -> {
            if (!machine.free().test(port)) {
                taken.add(port + " (" + part + ")");
            }
        });
        findings.add(
                taken.isEmpty()
                        ? Finding.ok(
                                "ports",
                                UsualPorts.byPart().values().stream()
                                                .sorted()
                                                .map(String::valueOf)
                                                .collect(Collectors.joining(", "))
                                        + " are free")
                        : Finding.note("ports", String.join(", ", taken) + " taken; `macaw up` uses others"));
    }

    private void disk() {
        Path folder = nearest(state);
        long disk = machine.diskBytes();
        look(
                "disk",
                disk >= NEEDED_DISK_BYTES,
                (disk >> 20) + " MB free at " + folder + ", " + (NEEDED_DISK_BYTES >> 20) + " MB needed",
                "make room, or use another folder with --state");
        boolean writable = Files.isWritable(folder);
        look("state", writable, folder + " is " + (writable ? "" : "not ") + "writable", "use another with --state");
    }

    private void programs() {
        for (String program : new String[] {"setsid", "sh", "unshare"}) {
            boolean there = onPath(program);
            look(program, there, there ? "found" : "not on the path", "install util-linux");
        }
    }

    private void jars() {
        for (Service service : Service.values()) {
            Path jar =
                    CheckoutRoot.path().resolve("services/" + service.title() + "/target/quarkus-app/quarkus-run.jar");
            boolean there = Files.exists(jar);
            look(service.title(), there, there ? "built" : jar + " is missing", "./macaw build");
        }
    }

    /** The folder itself, or the nearest one above it that is there. */
    static Path nearest(Path folder) {
        Path parent = folder.getParent();
        return Files.exists(folder) || parent == null ? folder : nearest(parent);
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
