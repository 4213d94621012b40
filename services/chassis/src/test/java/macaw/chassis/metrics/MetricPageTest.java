package macaw.chassis.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Keeps docs/metrics.md equal to the list of metrics; {@code -Dmacaw.docs.write=true} writes it. */
class MetricPageTest {
    private static final Path PAGE = Path.of(System.getProperty("macaw.root"), "docs", "metrics.md");

    @Test
    void thePageOfMetricsIsWhatTheListSays() throws IOException {
        if (Boolean.getBoolean("macaw.docs.write")) {
            Files.writeString(PAGE, page());
        }
        assertThat(PAGE)
                .as("docs/metrics.md is stale; -Dmacaw.docs.write=true writes it")
                .hasContent(page());
    }

    private static String page() {
        var page = new StringBuilder("""
                # Metrics

                Macaw's own metrics, at `/q/metrics` on each service's management port. No label ever holds the id of a rollout, a prompt or a labeler. A timer has `_count`, `_sum` and `_max`.

                Made from `macaw.chassis.metrics.Metric` by `MetricPageTest`; change it there.

                | metric | type | labels | meaning |
                |---|---|---|---|
                """);
        for (Metric metric : Metric.values()) {
            page.append("| `%s` | %s | %s | %s |\n"
                    .formatted(
                            metric.prometheus(),
                            metric.type().name().toLowerCase(java.util.Locale.ROOT),
                            String.join(", ", metric.labels()),
                            metric.meaning()));
        }
        return page.toString();
    }
}
