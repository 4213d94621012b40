package macaw.monitoring.dashboards;

import java.util.List;

/**
 * One page of Grafana.
 *
 * @param uid its name in addresses, and of its file
 * @param jobs the services whose instances can be chosen, as a regular expression
 */
public record Dashboard(String uid, String title, String description, String jobs, List<Row> rows) {
    public Dashboard {
        rows = List.copyOf(rows);
    }

    /** Those that Macaw comes with. */
    public static List<Dashboard> all() {
        return List.of(
                CycleDashboard.dashboard(),
                TrainingDashboard.dashboard(),
                ServingDashboard.dashboard(),
                LabelingDashboard.dashboard());
    }

    /** Name of its file. */
    public String file() {
        return uid + ".json";
    }

    /** Its panels, from top to bottom. */
    public List<Panel> panels() {
        return rows.stream().flatMap(row -> row.panels().stream()).toList();
    }
}
