package macaw.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import macaw.chassis.metrics.Metric;
import macaw.monitoring.alerts.AlertGroup;
import macaw.monitoring.alerts.Condition;
import macaw.monitoring.dashboards.Dashboard;
import macaw.monitoring.dashboards.Query;
import org.junit.jupiter.api.Test;

/** A metric that is renamed or misspelt is found here, also where there is no Prometheus. */
class KnownMetricsTest {
    private static final Pattern NAME = Pattern.compile(
            "\\b(?:macaw|http_server|grpc_server|jvm|process|agroal|up)(?:_\\w+)?\\b(?=[\\s{\\[)|\"]|$)");
    private static final Pattern FIGURE = Pattern.compile("macaw_(?:pretrain|sft|reward|ppo|dpo)_(\\w+)");
    private static final String HELD_OUT = "heldout_";
    /** Of Quarkus, Micrometer and Prometheus itself; the cycle's test sees that they are there. */
    private static final Set<String> OF_OTHERS = Set.of(
            "up",
            "process_start_time_seconds",
            "process_cpu_usage",
            "jvm_memory_used_bytes",
            "http_server_requests_seconds_count",
            "http_server_requests_seconds_bucket",
            "grpc_server_processing_duration_seconds_count",
            "grpc_server_processing_duration_seconds_bucket",
            "agroal_active_count",
            "agroal_awaiting_count");

    @Test
    void everyMetricThatIsAskedForIsOneOfTheListAFigureOfARunOrAKnownOneOfTheFrameworks() throws IOException {
        Set<String> asked = new TreeSet<>();
        expressions()
                .forEach(expression ->
                        NAME.matcher(withoutStrings(expression)).results().forEach(found -> asked.add(found.group())));
        assertThat(asked)
                .contains("up", "macaw_ppo_kl", "macaw_policy_known_version")
                .hasSizeGreaterThan(60);
        Set<String> known =
                Arrays.stream(Metric.values()).flatMap(KnownMetricsTest::series).collect(Collectors.toSet());
        String learners = learners();
        assertThat(asked).allSatisfy(name -> {
            Matcher figure = FIGURE.matcher(name);
            boolean ofARun = figure.matches() && isFigure(figure.group(1), learners);
            assertThat(known.contains(name) || OF_OTHERS.contains(name) || ofARun)
                    .as(name)
                    .isTrue();
        });
    }

    /** A figure stands whole in a source, or without the word that says that it was measured on held-out rows. */
    private static boolean isFigure(String name, String learners) {
        return learners.contains("\"" + name + "\"")
                || (name.startsWith(HELD_OUT)
                        && learners.contains("\"" + HELD_OUT + "\"")
                        && learners.contains("\"" + name.substring(HELD_OUT.length()) + "\""));
    }

    private static Stream<String> expressions() {
        return Stream.concat(
                Dashboard.all().stream()
                        .flatMap(dashboard -> dashboard.panels().stream())
                        .flatMap(panel -> panel.queries().stream())
                        .map(Query::expression),
                AlertGroup.all().stream()
                        .flatMap(group -> group.alerts().stream())
                        .flatMap(alert -> alert.conditions().stream())
                        .map(Condition::expression));
    }

    /** Values of labels are no names; a choice of names by a regular expression is. */
    private static String withoutStrings(String expression) {
        return expression.replaceAll("(?<!__name__=~)\"[^\"]*\"", "\"\"").replace("__name__", "");
    }

    private static Stream<String> series(Metric metric) {
        String name = metric.prometheus();
        return metric.type() == Metric.Type.TIMER
                ? Stream.of(name + "_count", name + "_sum", name + "_max", name + "_bucket")
                : Stream.of(name);
    }

    /** The sources in which figures of runs get their names. */
    private static String learners() throws IOException {
        Path trainer = MonitoringFiles.ROOT.resolve("services/trainer/src/main/java");
        try (Stream<Path> files = Files.walk(trainer)) {
            List<Path> sources =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            return sources.stream().map(KnownMetricsTest::content).collect(Collectors.joining());
        }
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
