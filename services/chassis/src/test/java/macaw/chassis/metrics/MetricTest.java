package macaw.chassis.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MetricTest {
    @ParameterizedTest
    @EnumSource
    void whatPrometheusReadsIsNamedAsTheListSays(Metric metric) {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        String[] values = metric.labels().stream().map(label -> "x").toArray(String[]::new);
        switch (metric.type()) {
            case COUNTER -> metric.counter(registry, values).increment();
            case TIMER -> metric.timer(registry, values).record(Duration.ofMillis(1));
            case GAUGE -> metric.gauge(registry, metric, one -> 1, values);
        }
        assertThat(registry.scrape())
                .contains("\n" + metric.prometheus())
                .contains("# HELP macaw_")
                .contains("# TYPE macaw_");
        assertThat(metric.services()).isNotEmpty();
    }

    @Test
    void aValueForALabelThatAMetricDoesNotHaveIsRefused() {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        assertThatThrownBy(() -> Metric.SCORES.counter(registry))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("outcome");
        assertThatThrownBy(() -> Metric.SCORING_TOKENS.counter(registry, "ok"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesAreUnique() {
        assertThat(Metric.values()).extracting(Metric::prometheus).doesNotHaveDuplicates();
    }
}
