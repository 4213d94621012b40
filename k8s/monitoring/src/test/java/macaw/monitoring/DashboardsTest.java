package macaw.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import macaw.monitoring.dashboards.Dashboard;
import macaw.monitoring.dashboards.GrafanaJson;
import macaw.monitoring.dashboards.Panel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keeps the dashboards' files equal to the code, and the code to what a reader needs. */
class DashboardsTest {
    private static final int COLUMNS = 24;
    /** More than that nobody looks at. */
    private static final int MOST_PANELS = 25;

    @ParameterizedTest
    @MethodSource("macaw.monitoring.dashboards.Dashboard#all")
    void theFileIsWhatTheCodeSays(Dashboard dashboard) throws IOException {
        MonitoringFiles.assertIs(MonitoringFiles.DASHBOARDS.resolve(dashboard.file()), GrafanaJson.of(dashboard));
    }

    @Test
    void noOtherDashboardLiesThere() throws IOException {
        try (Stream<Path> files = Files.list(MonitoringFiles.DASHBOARDS)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            Dashboard.all().stream().map(Dashboard::file).toList());
        }
    }

    @ParameterizedTest
    @MethodSource("macaw.monitoring.dashboards.Dashboard#all")
    void noTwoPanelsOverlapAndNoneIsWiderThanThePage(Dashboard dashboard) throws IOException {
        List<JsonNode> placed = new ArrayList<>();
        for (JsonNode panel :
                new ObjectMapper().readTree(GrafanaJson.of(dashboard)).path("panels")) {
            JsonNode place = panel.path("gridPos");
            assertThat(place.path("x").asInt() + place.path("w").asInt())
                    .as(panel.path("title").asText())
                    .isLessThanOrEqualTo(COLUMNS);
            for (JsonNode other : placed) {
                assertThat(overlap(place, other.path("gridPos")))
                        .as(panel.path("title") + " over " + other.path("title"))
                        .isFalse();
            }
            placed.add(panel);
        }
        assertThat(placed).extracting(panel -> panel.path("id").asInt()).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("macaw.monitoring.dashboards.Dashboard#all")
    void everyPanelSaysWhatItShowsAndRespectsTheChoiceOfNamespaceAndInstance(Dashboard dashboard) {
        assertThat(dashboard.panels()).hasSizeLessThanOrEqualTo(MOST_PANELS);
        assertThat(dashboard.panels()).extracting(Panel::title).doesNotContain("");
        for (Panel panel : dashboard.panels()) {
            assertThat(panel.description()).as(panel.title()).endsWith(".");
            assertThat(panel.queries()).as(panel.title()).isNotEmpty().allSatisfy(query -> {
                int selectors = query.expression().split("\\{", -1).length - 1;
                int chosen = query.expression().split("instance=~\"\\$instance\"", -1).length - 1;
                assertThat(chosen)
                        .as(panel.title() + ": " + query.expression())
                        .isEqualTo(selectors)
                        .isPositive();
            });
        }
        dashboard
                .rows()
                .forEach(row -> assertThat(row.panels())
                        .as(row.title())
                        .extracting(Panel::title)
                        .doesNotHaveDuplicates());
    }

    /** Unknown and misspelt fields of the dashboard, its panels, their options and their queries are errors there. */
    @Tag("integration")
    @Test
    void grafanasSchemaLibraryReadsTheDashboards() throws Exception {
        Program.require("go", "check dashboards with Grafana's schema library");
        Path folder = MonitoringFiles.FOLDER.resolve("schema");
        Program.Ended fetched = Program.run(folder, "go", "mod", "download");
        org.junit.jupiter.api.Assumptions.assumeTrue(
                fetched.status() == 0, "Grafana's schema library cannot be had: " + fetched.output());
        List<String> command = new ArrayList<>(List.of("go", "run", "."));
        Dashboard.all()
                .forEach(dashboard -> command.add(
                        MonitoringFiles.DASHBOARDS.resolve(dashboard.file()).toString()));
        Program.Ended checked = Program.run(folder, command.toArray(String[]::new));
        assertThat(checked.status()).as(checked.output()).isZero();
        assertThat(checked.output().lines()).hasSize(Dashboard.all().size());
    }

    private static boolean overlap(JsonNode one, JsonNode other) {
        return overlap(one, other, "x", "w") && overlap(one, other, "y", "h");
    }

    private static boolean overlap(JsonNode one, JsonNode other, String from, String length) {
        int begin = Math.max(one.path(from).asInt(), other.path(from).asInt());
        int end = Math.min(
                one.path(from).asInt() + one.path(length).asInt(),
                other.path(from).asInt() + other.path(length).asInt());
        return begin < end;
    }
}
