package macaw.compose;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import macaw.k8s.ManagementPaths;
import macaw.k8s.SettingsCatalogue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What Prometheus and Grafana read in Compose leads to the services, and is where it is mounted. */
class MonitoringFilesTest {
    static final List<String> SERVICES = SettingsCatalogue.SERVICES;

    private static final String FOLDER = "./k8s/monitoring/";
    private static final YAMLMapper YAML = new YAMLMapper();

    private final ComposeFile file = new ComposeFile();

    @ParameterizedTest
    @FieldSource("SERVICES")
    void prometheusReadsEachServiceUnderItsNameWhereItAnswers(String service) throws IOException {
        List<JsonNode> jobs = list(read("prometheus/prometheus.yml").path("scrape_configs"));
        assertThat(jobs).extracting(job -> job.path("job_name").asText()).containsExactlyInAnyOrderElementsOf(SERVICES);
        JsonNode job = jobs.stream()
                .filter(each -> each.path("job_name").asText().equals(service))
                .findFirst()
                .orElseThrow();
        assertThat(job.path("metrics_path").asText())
                .isEqualTo(ManagementPaths.of(service).metrics());
        List<JsonNode> found = list(job.path("dns_sd_configs"));
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().path("port").asText())
                .isEqualTo(SettingsCatalogue.defaults(service).getProperty("macaw.management.port"));
        assertThat(found.getFirst().path("type").asText()).isEqualTo("A");
        assertThat(list(found.getFirst().path("names")))
                .as("the container's name")
                .extracting(JsonNode::asText)
                .containsExactly(service);
        assertThat(file.services()).containsKey(service);
    }

    @Test
    void prometheusFindsItsConfigurationAndTheRules() throws IOException {
        assertThat(mountedAt("prometheus", FOLDER + "prometheus/prometheus.yml"))
                .as("where its image looks")
                .isEqualTo("/etc/prometheus/prometheus.yml");
        String rules = mountedAt("prometheus", FOLDER + "rules");
        assertThat(list(read("prometheus/prometheus.yml").path("rule_files")))
                .singleElement()
                .satisfies(pattern -> {
                    Path looked = Path.of(pattern.asText());
                    assertThat(looked.getParent()).hasToString(rules);
                    try (Stream<Path> there = Files.list(tree("rules"))) {
                        assertThat(there.filter(Files::isRegularFile).map(Path::getFileName))
                                .isNotEmpty()
                                .allMatch(
                                        looked.getFileSystem().getPathMatcher("glob:" + looked.getFileName())::matches);
                    }
                });
    }

    @Test
    void grafanaFindsTheDashboardsWhereTheyAreMounted() throws IOException {
        assertThat(mountedAt("grafana", FOLDER + "grafana/provisioning"))
                .as("where its image looks")
                .isEqualTo("/etc/grafana/provisioning");
        assertThat(list(read("grafana/provisioning/dashboards/macaw.yaml").path("providers")))
                .singleElement()
                .satisfies(provider -> assertThat(provider.at("/options/path").asText())
                        .isEqualTo(mountedAt("grafana", FOLDER + "dashboards")));
    }

    @Test
    void grafanaAsksThePrometheusThatIsThereAsOftenAsThatReads() throws IOException {
        JsonNode source = read("grafana/provisioning/datasources/prometheus.yaml")
                .path("datasources")
                .path(0);
        String port =
                ComposeFile.read(file.list("prometheus", "ports").getFirst()).replaceFirst(".*:", "");
        assertThat(source.path("url").asText()).isEqualTo("http://prometheus:" + port);
        assertThat(source.at("/jsonData/timeInterval").asText())
                .isEqualTo(read("prometheus/prometheus.yml")
                        .at("/global/scrape_interval")
                        .asText());
    }

    private String mountedAt(String service, String source) {
        return file.list(service, "volumes").stream()
                .filter(mount -> mount.startsWith(source + ":"))
                .map(mount -> mount.split(":")[1])
                .findFirst()
                .orElseThrow(() -> new AssertionError(service + " has no mount of " + source));
    }

    private static JsonNode read(String path) throws IOException {
        return YAML.readTree(tree(path).toFile());
    }

    private static Path tree(String path) {
        return ComposeFile.ROOT.resolve(FOLDER).resolve(path).normalize();
    }

    private static List<JsonNode> list(JsonNode array) {
        return array.valueStream().toList();
    }
}
