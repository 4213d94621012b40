package macaw.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class ManagementPathsTest {
    private static ManagementPaths of(Map<String, String> settings) {
        var configuration = new Properties();
        configuration.putAll(settings);
        return ManagementPaths.of(configuration);
    }

    @Test
    void whereNothingIsSaidTheyAreThoseOfQuarkus() {
        assertThat(of(Map.of("quarkus.management.enabled", "true")))
                .isEqualTo(new ManagementPaths("/q/health/started", "/q/health/ready", "/q/health/live", "/q/metrics"));
    }

    @Test
    void whatIsSetMovesThem() {
        assertThat(of(Map.of(
                        "quarkus.management.enabled", "true",
                        "quarkus.management.root-path", "/ops",
                        "quarkus.smallrye-health.root-path", "well",
                        "quarkus.smallrye-health.readiness-path", "/alone",
                        "quarkus.micrometer.export.prometheus.path", "figures")))
                .isEqualTo(new ManagementPaths("/ops/well/started", "/alone", "/ops/well/live", "/ops/figures"));
    }

    @Test
    void withoutAPortOfTheirOwnTheyWouldBeElsewhere() {
        assertThatThrownBy(() -> of(Map.of())).hasMessageContaining("no port of their own");
    }
}
