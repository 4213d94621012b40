package macaw.monitoring.alerts;

import java.util.List;

/** Alerts that are evaluated together. */
public record AlertGroup(String name, List<Alert> alerts) {
    public AlertGroup {
        alerts = List.copyOf(alerts);
    }

    /** Those that Macaw comes with. */
    public static List<AlertGroup> all() {
        return List.of(
                new AlertGroup("macaw-services", ServiceAlerts.all()),
                new AlertGroup("macaw-runs", RunAlerts.all()),
                new AlertGroup("macaw-cycle", CycleAlerts.all()));
    }
}
