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

                Macaw's own metrics, at `/q/metrics` on each service's management port. No label ever holds the id of a rollout, a prompt or a labeler. A timer has `_count`, `_sum` and `_max`. A counter or gauge with a label appears with the label's first value where the values are not known before.

                Made from `macaw.chassis.metrics.Metric` by `MetricPageTest`; change it there.

                | metric | on | type | labels | meaning |
                |---|---|---|---|---|
                """);
        for (Metric metric : Metric.values()) {
            page.append("| `%s` | %s | %s | %s | %s |\n"
                    .formatted(
                            metric.prometheus(),
                            String.join(", ", metric.services()),
                            metric.type().name().toLowerCase(java.util.Locale.ROOT),
                            String.join(", ", metric.labels()),
                            metric.meaning()));
        }
        page.append("""

                ## Figures of runs

                Every figure that a run shows (`macaw run watch`, `metrics` of `GET /v1/runs/ID`) is a gauge on the trainer as well, named `macaw_KIND_FIGURE`: `loss` of an `sft` run is `macaw_sft_loss`, `kl_coefficient` of a `ppo` run `macaw_ppo_kl_coefficient`. It appears with the first value and holds the last one; those of a `ppo` run until another run begins. Those of the table above are there from the start, without a number until the first iteration. Seconds of stages are no gauges: `macaw_ppo_stage_seconds` has them.
                """);
        return page.toString();
    }
}
