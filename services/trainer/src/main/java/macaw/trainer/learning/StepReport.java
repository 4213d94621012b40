package macaw.trainer.learning;

import java.util.Map;

/**
 * What one step did.
 *
 * @param tokens tokens that went through the model, padding left out
 * @param metrics latest values by name as in docs/metrics.md without the {@code macaw_} prefix; a metric that the step did not
 *     measure (a held-out loss, say) is absent
 */
public record StepReport(long tokens, Map<String, Double> metrics) {
    public StepReport {
        metrics = Map.copyOf(metrics);
    }
}
