package macaw.monitoring.dashboards;

/**
 * A question to Prometheus.
 *
 * @param expression PromQL, with Grafana's variables; {@code @} in a selector stands for the dashboard's choice of namespace and instance
 * @param legend what a series is called, with {@code {{label}}}
 */
public record Query(String expression, String legend) {
    private static final String CHOICE = "namespace=~\"$namespace\", instance=~\"$instance\"";

    public Query {
        expression = expression.replace("@", CHOICE);
    }
}
