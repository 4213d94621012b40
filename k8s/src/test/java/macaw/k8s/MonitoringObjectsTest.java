package macaw.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.openshift.api.model.monitoring.v1.PodMetricsEndpoint;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import macaw.k8s.Rendering.Workload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Prometheus' operator reads the services where they answer, and a Grafana finds every dashboard. */
class MonitoringObjectsTest {
    private static final String WITH_MONITORING = "base with servicemonitor";

    @ParameterizedTest
    @MethodSource("macaw.k8s.Kustomize#all")
    void prometheusScrapesEachServiceUnderItsNameWhereItAnswers(String name) {
        Rendering rendering = Kustomize.render(name);
        for (PodMonitor monitor : rendering.all(PodMonitor.class)) {
            List<Workload> watched = rendering.workloads().stream()
                    .filter(workload -> Labels.match(monitor.getSpec().getSelector(), workload.labels()))
                    .toList();
            assertThat(watched)
                    .extracting(Workload::name)
                    .containsExactlyInAnyOrderElementsOf(SettingsCatalogue.SERVICES);
            assertThat(monitor.getSpec().getPodMetricsEndpoints()).hasSize(1);
            PodMetricsEndpoint scraped =
                    monitor.getSpec().getPodMetricsEndpoints().getFirst();
            assertThat(scraped.getPort()).isEqualTo("management");
            for (Workload workload : watched) {
                assertThat(workload.labels()).containsEntry(monitor.getSpec().getJobLabel(), workload.name());
                // where that port is, SettingsTest looks
                assertThat(ReferencesTest.ports(workload))
                        .anyMatch(port -> port.getName().equals(scraped.getPort()));
                assertThat(scraped.getPath())
                        .as("%s: metrics of %s", name, workload.name())
                        .isEqualTo(ManagementPaths.of(workload.name()).metrics());
            }
        }
    }

    @Test
    void theComponentHasAMonitor() {
        assertThat(Kustomize.render(WITH_MONITORING).all(PodMonitor.class)).hasSize(1);
    }

    /** By the label that the sidecar of Grafana's chart looks for. */
    @Test
    void everyDashboardIsInAConfigMapThatGrafanaFinds() throws IOException {
        Map<String, String> shown = new TreeMap<>();
        for (ConfigMap each : Kustomize.render(WITH_MONITORING).all(ConfigMap.class)) {
            Map<String, String> labels = each.getMetadata().getLabels();
            if (labels != null && "1".equals(labels.get("grafana_dashboard"))) {
                shown.putAll(each.getData());
            }
        }
        var json = new ObjectMapper();
        try (Stream<Path> files = Files.list(Kustomize.FOLDER.resolve("monitoring/dashboards"))) {
            List<Path> dashboards = files.toList();
            assertThat(shown.keySet())
                    .containsExactlyInAnyOrderElementsOf(dashboards.stream()
                            .map(file -> file.getFileName().toString())
                            .toList());
            for (Path dashboard : dashboards) {
                assertThat(json.readTree(shown.get(dashboard.getFileName().toString())))
                        .isEqualTo(json.readTree(dashboard.toFile()));
            }
        }
    }
}
