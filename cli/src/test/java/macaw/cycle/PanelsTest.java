package macaw.cycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import macaw.localstack.LocalStack;
import macaw.localstack.Service;
import macaw.monitoring.alerts.AlertGroup;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every panel of the dashboards and every signal of the alert rules, asked of a real Prometheus that reads the running stack: one that
 * returns no number shows nothing to anybody, or can never fire. A signal is a rule's expression without its bound; the rules
 * themselves are loaded from the file that is shipped. What was counted is left in {@code cli/target/panels.txt}.
 */
@Tag("cycle")
@ExtendWith(OneStack.class)
class PanelsTest {
    private static final Path ROOT = Path.of(System.getProperty("macaw.root"));
    private static final Path MONITORING = ROOT.resolve("k8s/monitoring");
    private static final Path TABLE = ROOT.resolve("cli/target/panels.txt");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Something that is asked, by whom. */
    private record Question(String where, String what, String query) {}

    @Test
    void everyPanelAndEveryRuleHasSomethingToShow(LocalStack stack, @TempDir Path directory) throws Exception {
        assumeTrue(LocalPrometheus.isThere(), "prometheus is not on the path; the panels' queries are not run");
        Path rules = MONITORING.resolve("rules/macaw.rules.yaml");
        List<Question> questions = questions();
        assertThat(questions).hasSizeGreaterThan(120);
        try (var prometheus = new LocalPrometheus(stack, rules, directory);
                var activity = new Activity(stack, directory)) {
            awaitAllServices(prometheus);
            activity.perform();
            Map<Question, Integer> counted = ask(prometheus, questions, activity);
            Files.writeString(TABLE, table(counted));
            assertThat(counted.entrySet().stream()
                            .filter(entry -> entry.getValue() == 0)
                            .map(entry -> entry.getKey().where() + " | "
                                    + entry.getKey().what() + " | "
                                    + entry.getKey().query())
                            .toList())
                    .as("nothing to show")
                    .isEmpty();
            assertThat(prometheus.rulesThatFail()).isEmpty();
        }
    }

    private static void awaitAllServices(LocalPrometheus prometheus) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!prometheus.isReady() || prometheus.series("up == 1") < Service.values().length) {
            assertThat(System.nanoTime()).as("Prometheus reads all services").isLessThan(deadline);
            pause();
        }
    }

    /** Asks again for what is still empty: a rate needs two readings, agreement is measured once a minute. */
    private static Map<Question, Integer> ask(LocalPrometheus prometheus, List<Question> questions, Activity activity)
            throws Exception {
        Map<Question, Integer> counted = new LinkedHashMap<>();
        questions.forEach(question -> counted.put(question, 0));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        do {
            activity.again();
            for (Question question : questions) {
                if (counted.get(question) == 0) {
                    counted.put(question, prometheus.series(question.query()));
                }
            }
            pause();
        } while (counted.containsValue(0) && System.nanoTime() < deadline);
        return counted;
    }

    private static void pause() {
        LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
    }

    private static List<Question> questions() throws IOException {
        List<Question> questions = new ArrayList<>();
        try (Stream<Path> dashboards = Files.list(MONITORING.resolve("dashboards"))) {
            for (Path file : dashboards.sorted().toList()) {
                questions.addAll(ofDashboard(new ObjectMapper().readTree(file.toFile())));
            }
        }
        AlertGroup.all().stream()
                .flatMap(group -> group.alerts().stream())
                .forEach(alert -> alert.conditions()
                        .forEach(condition ->
                                questions.add(new Question("alert rules", alert.name(), condition.signal()))));
        return questions;
    }

    private static List<Question> ofDashboard(JsonNode dashboard) {
        List<Question> questions = new ArrayList<>();
        String title = dashboard.path("title").asText();
        for (JsonNode panel : dashboard.path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                String legend = target.path("legendFormat").asText();
                questions.add(new Question(
                        title,
                        panel.path("title").asText() + (legend.isEmpty() ? "" : ": " + legend),
                        asGrafanaWould(target.path("expr").asText())));
            }
        }
        return questions;
    }

    /** With all namespaces and instances chosen, and more of the past than the test lasts. */
    private static String asGrafanaWould(String expression) {
        String query = expression
                .replace("$namespace", ".*")
                .replace("$instance", ".*")
                .replace("$__rate_interval", "10m");
        assertThat(query).as("a variable that is not filled in").doesNotContain("$");
        return query;
    }

    private static String table(Map<Question, Integer> counted) {
        StringBuilder table = new StringBuilder();
        counted.forEach((question, series) ->
                table.append("%-18s | %-60s | %d%n".formatted(question.where(), question.what(), series)));
        return table.toString();
    }
}
