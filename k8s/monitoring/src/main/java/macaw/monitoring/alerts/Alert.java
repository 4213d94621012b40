package macaw.monitoring.alerts;

import java.util.List;
import java.util.stream.Collectors;
import macaw.monitoring.Runbook;

/**
 * What somebody is told of.
 *
 * @param name also the heading of its section in the runbook
 * @param hold how long it has to be so, as Prometheus writes it
 * @param conditions all of them at once, for equal labels
 * @param summary one line; {@code {{ $labels.x }}} and {@code {{ $value }}} are filled in
 * @param description what it means for the people who use Macaw
 */
public record Alert(
        String name, Severity severity, String hold, List<Condition> conditions, String summary, String description) {
    /** Whom it may wake. */
    public enum Severity {
        /** Work has stopped or is about to; somebody should look now. */
        CRITICAL,
        /** Somebody should look today. */
        WARNING
    }

    public Alert {
        conditions = List.copyOf(conditions);
    }

    /** The PromQL that fires. */
    public String expression() {
        return conditions.stream().map(Condition::expression).collect(Collectors.joining("\nand\n"));
    }

    /** Its section. */
    public String runbook() {
        return Runbook.url(name);
    }
}
