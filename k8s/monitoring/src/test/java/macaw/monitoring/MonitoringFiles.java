package macaw.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the files are that Prometheus and Grafana load. */
final class MonitoringFiles {
    static final Path ROOT = Path.of(System.getProperty("macaw.root"));
    static final Path FOLDER = ROOT.resolve("k8s/monitoring");
    static final Path RULES = FOLDER.resolve("rules/macaw.rules.yaml");
    static final Path RULE_TESTS = FOLDER.resolve("rules/tests");
    static final Path DASHBOARDS = FOLDER.resolve("dashboards");

    private MonitoringFiles() {}

    /** Writes it when asked to, and compares. */
    static void assertIs(Path file, String expected) throws IOException {
        if (Boolean.getBoolean("macaw.docs.write")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, expected);
        }
        assertThat(file)
                .as("%s is stale; -Dmacaw.docs.write=true writes it", ROOT.relativize(file))
                .hasContent(expected);
    }
}
