package macaw.chassis.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MetricTest {
    @ParameterizedTest
    @EnumSource
    void whatPrometheusReadsIsNamedAsTheListSays(Metric metric) {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        String[] labels = metric.labels().stream()
                .flatMap(label -> java.util.stream.Stream.of(label, "x"))
                .toArray(String[]::new);
        switch (metric.type()) {
            case COUNTER -> registry.counter(metric.meter(), labels).increment();
            case TIMER -> registry.timer(metric.meter(), labels).record(java.time.Duration.ofMillis(1));
            case GAUGE -> Gauge.builder(metric.meter(), () -> 1).tags(labels).register(registry);
        }
        assertThat(registry.scrape()).contains("\n" + metric.prometheus()).contains("# TYPE macaw_");
    }

    @Test
    void namesAreUnique() {
        assertThat(Metric.values()).extracting(Metric::prometheus).doesNotHaveDuplicates();
    }
}
