package macaw.trainer.ppo;

import java.util.Map;

/** Sums over the value model's gradient steps of an iteration. */
final class ValueStatistics {
    private double loss;
    private double gradientNorm;
    private int steps;

    void step(double lossOfIt, double normOfIt) {
        loss += lossOfIt;
        gradientNorm += normOfIt;
        steps++;
    }

    void into(Map<String, Double> metrics) {
        if (steps > 0) {
            metrics.put("value_loss", loss / steps);
            metrics.put("value_gradient_norm", gradientNorm / steps);
        }
    }
}
