package macaw.trainer.learning;

import java.util.Map;

/**
 * What one iteration did.
 *
 * @param trained rollouts that gave gradients
 * @param failed rollouts that were left out: they had failed, or all that they are measured against had
 * @param tokens tokens that went through the gradient, padding left out
 * @param metrics by name as in docs/metrics.md without the {@code macaw_} prefix
 */
public record IterationReport(int trained, int failed, long tokens, Map<String, Double> metrics) {
    public IterationReport {
        metrics = Map.copyOf(metrics);
    }
}
