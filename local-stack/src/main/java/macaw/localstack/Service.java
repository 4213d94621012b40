package macaw.localstack;

import java.nio.file.Path;
import java.util.Locale;

/** The four services: where their jar is, the ports they like, and how much heap they get beside their native memory. */
public enum Service {
    LABELING(8101, 256),
    GENERATOR(8102, 512),
    REWARD(8103, 384),
    TRAINER(8104, 1024);

    private static final int MANAGEMENT_OFFSET = 100;

    private final int httpPort;
    private final int heapMegabytes;

    Service(int httpPort, int heapMegabytes) {
        this.httpPort = httpPort;
        this.heapMegabytes = heapMegabytes;
    }

    /** The lower-case name: folder, log, key in {@code up --json}. */
    public String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    int httpPort() {
        return httpPort;
    }

    int managementPort() {
        return httpPort + MANAGEMENT_OFFSET;
    }

    int heapMegabytes() {
        return heapMegabytes;
    }

    Path jar(Path root) {
        return root.resolve("services").resolve(title()).resolve("target/quarkus-app/quarkus-run.jar");
    }
}
