package macaw.localstack;

import java.nio.file.Path;
import java.util.Locale;

/**
 * The four services: where their jar is, the ports that their first instance likes, how much heap they get beside their native memory, and how
 * many may share the work.
 */
public enum Service {
    LABELING(8101, 256, 1),
    GENERATOR(8102, 512, 8),
    REWARD(8103, 384, 8),
    TRAINER(8104, 1024, 1);

    private static final int MANAGEMENT_OFFSET = 100;

    private final int httpPort;
    private final int heapMegabytes;
    private final int mostInstances;

    Service(int httpPort, int heapMegabytes, int mostInstances) {
        this.httpPort = httpPort;
        this.heapMegabytes = heapMegabytes;
        this.mostInstances = mostInstances;
    }

    /** The lower-case name: folder, log, key in {@code up --json}. */
    public String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As it is written on the command line. */
    @Override
    public String toString() {
        return title();
    }

    /** How many have work in one stack: one a partition of the topic that they share, or 1 where they share none. */
    public int mostInstances() {
        return mostInstances;
    }

    /** The port of REST, pages and gRPC where nobody says otherwise. */
    public int httpPort() {
        return httpPort;
    }

    /** The port of health and metrics where nobody says otherwise. */
    public int managementPort() {
        return httpPort + MANAGEMENT_OFFSET;
    }

    int heapMegabytes() {
        return heapMegabytes;
    }

    Path jar(Path root) {
        return root.resolve("services").resolve(title()).resolve("target/quarkus-app/quarkus-run.jar");
    }
}
