package macaw.trainer.ppo;

import java.util.List;

/** 1 − Var(R − V) / Var(R) over all tokens of an iteration: 1 foresees every return, 0 is as good as their mean. OpenAI baselines. */
final class ExplainedVariance {
    private ExplainedVariance() {}

    static double of(List<float[]> values, List<float[]> returns) {
        double ofReturns = variance(returns, returns, 0);
        return ofReturns == 0 ? Double.NaN : 1 - variance(returns, values, 1) / ofReturns;
    }

    /** Biased variance of x − weight · y. */
    private static double variance(List<float[]> xs, List<float[]> ys, double weight) {
        double sum = 0;
        double square = 0;
        long count = 0;
        for (int i = 0; i < xs.size(); i++) {
            for (int t = 0; t < xs.get(i).length; t++) {
                double difference = xs.get(i)[t] - weight * ys.get(i)[t];
                sum += difference;
                square += difference * difference;
                count++;
            }
        }
        return square / count - (sum / count) * (sum / count);
    }
}
