package macaw.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import macaw.monitoring.alerts.Alert;
import macaw.monitoring.alerts.AlertGroup;
import macaw.monitoring.alerts.RuleFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keeps the rules' files equal to the code, and gives every alert a section in the runbook and a test that fires and one that does not. */
class RuleFilesTest {
    private static final List<AlertGroup> GROUPS = AlertGroup.all();
    private static final List<Alert> ALERTS =
            GROUPS.stream().flatMap(group -> group.alerts().stream()).toList();
    private static final Pattern FIRING = Pattern.compile("^ALERTS\\{alertname=\"(\\w+)\", alertstate=\"firing\"");
    /** In what promtool says of a test that wants nothing and gets something. */
    private static final Pattern EARLY =
            Pattern.compile("expr: \"ALERTS\\{alertname=\\\\\"(\\w+)\\\\\".*\\n\\s+exp: nil");

    @Test
    void theRulesAreWhatTheCodeSays() throws IOException {
        MonitoringFiles.assertIs(MonitoringFiles.RULES, RuleFiles.prometheus(GROUPS));
    }

    @Test
    void theOperatorsObjectHasTheSameRules() throws IOException {
        Path file = MonitoringFiles.FOLDER.resolve("prometheusrule.yaml");
        MonitoringFiles.assertIs(file, RuleFiles.operator(GROUPS));
        var yaml = new YAMLMapper();
        assertThat(yaml.readTree(file.toFile()).at("/spec/groups"))
                .isEqualTo(yaml.readTree(MonitoringFiles.RULES.toFile()).path("groups"));
    }

    @Test
    void everyAlertSaysWhatItMeansAndWhereToRead() {
        assertThat(ALERTS).extracting(Alert::name).doesNotHaveDuplicates().allMatch(name -> name.startsWith("Macaw"));
        for (Alert alert : ALERTS) {
            assertThat(alert.summary()).as(alert.name()).isNotBlank().doesNotEndWith(".");
            assertThat(alert.description()).as(alert.name()).endsWith(".");
            assertThat(alert.runbook()).endsWith("runbook.md#" + alert.name().toLowerCase(Locale.ROOT));
            assertThat(alert.conditions()).as(alert.name()).isNotEmpty();
        }
    }

    /** What it means, what to look at, what to do. */
    @Test
    void everyAlertHasItsSectionInTheRunbookAndNoOther() throws IOException {
        Map<String, String> sections = sections();
        assertThat(sections.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        ALERTS.stream().map(Alert::name).toList());
        sections.forEach((alert, text) -> assertThat(text).as(alert).contains("**Means.**", "**Look.**", "**Do.**"));
    }

    private static Map<String, String> sections() throws IOException {
        Map<String, String> sections = new TreeMap<>();
        String current = "";
        for (String line : Files.readAllLines(MonitoringFiles.ROOT.resolve("docs/runbook.md"))) {
            if (line.startsWith("#")) {
                current = line.startsWith("### Macaw") ? line.substring("### ".length()) : "";
            } else if (!current.isEmpty()) {
                sections.merge(current, line + "\n", String::concat);
            }
        }
        return sections;
    }

    @Test
    void everyAlertHasATestInWhichItFiresAndOneInWhichItIsSilent() throws IOException {
        Map<String, Set<Boolean>> tested = new TreeMap<>();
        for (JsonNode test : ruleTests()) {
            for (JsonNode question : test.path("promql_expr_test")) {
                Matcher firing = FIRING.matcher(question.path("expr").asText());
                assertThat(firing.find()).as(question.toString()).isTrue();
                tested.computeIfAbsent(firing.group(1), name -> new TreeSet<>())
                        .add(!question.path("exp_samples").isEmpty());
            }
        }
        assertThat(tested.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        ALERTS.stream().map(Alert::name).toList());
        tested.forEach((alert, fired) -> assertThat(fired).as(alert).containsExactly(false, true));
    }

    private static List<JsonNode> ruleTests() throws IOException {
        List<JsonNode> tests = new ArrayList<>();
        try (Stream<Path> files = Files.list(MonitoringFiles.RULE_TESTS)) {
            for (Path file : files.collect(Collectors.toList())) {
                new YAMLMapper().readTree(file.toFile()).path("tests").forEach(tests::add);
            }
        }
        return tests;
    }

    @Test
    void prometheusReadsTheRulesAndItsConfiguration() throws Exception {
        Program.require("promtool", "check the rules and Prometheus' configuration");
        Program.Ended rules =
                Program.run(MonitoringFiles.FOLDER, "promtool", "check", "rules", MonitoringFiles.RULES.toString());
        assertThat(rules.status()).as(rules.output()).isZero();
        assertThat(rules.output()).contains(ALERTS.size() + " rules found");
        Program.Ended config = Program.run(
                MonitoringFiles.FOLDER, "promtool", "check", "config", "--syntax-only", "prometheus/prometheus.yml");
        assertThat(config.status()).as(config.output()).isZero();
    }

    @Test
    void alertsFireWhenTheyShouldAndAreSilentOtherwise() throws Exception {
        Program.require("promtool", "run the tests of the rules");
        List<String> command = new ArrayList<>(List.of("promtool", "test", "rules"));
        try (Stream<Path> files = Files.list(MonitoringFiles.RULE_TESTS)) {
            files.map(Path::toString).sorted().forEach(command::add);
        }
        Program.Ended run = Program.run(MonitoringFiles.RULE_TESTS, command.toArray(String[]::new));
        assertThat(run.status()).as(run.output()).isZero();
    }

    /** A wait that nothing looks at could be left out: without any, each one's alert has to fire where a test wants silence. */
    @Test
    void everyWaitIsWaitedForInATest(@TempDir Path folder) throws Exception {
        Program.require("promtool", "run the tests of the rules");
        Path tests = Files.createDirectory(folder.resolve("tests"));
        Files.writeString(
                folder.resolve(MonitoringFiles.RULES.getFileName()),
                Files.readString(MonitoringFiles.RULES).replaceAll("(?m)^(?<key> *for: ).*$", "${key}0m"));
        List<String> command = new ArrayList<>(List.of("promtool", "test", "rules"));
        try (Stream<Path> files = Files.list(MonitoringFiles.RULE_TESTS)) {
            for (Path file : files.sorted().collect(Collectors.toList())) {
                command.add(Files.copy(file, tests.resolve(file.getFileName())).toString());
            }
        }
        Program.Ended run = Program.run(tests, command.toArray(String[]::new));
        Set<String> early = EARLY.matcher(run.output())
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(early)
                .as(run.output())
                .containsExactlyInAnyOrderElementsOf(ALERTS.stream()
                        .filter(alert -> !alert.hold().equals("0m"))
                        .map(Alert::name)
                        .toList());
    }
}
