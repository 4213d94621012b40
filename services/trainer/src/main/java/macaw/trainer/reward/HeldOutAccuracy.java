package macaw.trainer.reward;

import java.util.ArrayList;
import java.util.List;

/**
 * How often a reward model orders held-out pairs as their labelers did: the mean over pairs, an equal score counting half, with a 95 % interval whose
 * standard error treats the pairs of one ranking as one draw, since they are not independent (the ratio estimator of cluster sampling).
 */
final class HeldOutAccuracy {
    private static final double Z = 1.96;
    private final List<double[]> rankings = new ArrayList<>(); // {right, pairs}
    private double loss;

    record Result(double accuracy, double low, double high, double loss, int pairs) {}

    void add(float[] scores, List<KWiseLoss.Pair> pairs) {
        double right = 0;
        for (KWiseLoss.Pair pair : pairs) {
            int order = Float.compare(scores[pair.winner()], scores[pair.loser()]);
            right += order > 0 ? 1 : order == 0 ? 0.5 : 0;
        }
        rankings.add(new double[] {right, pairs.size()});
        loss += KWiseLoss.of(scores, pairs);
    }

    Result result() {
        double right = 0;
        double pairs = 0;
        for (double[] ranking : rankings) {
            right += ranking[0];
            pairs += ranking[1];
        }
        double accuracy = right / pairs;
        double square = 0;
        for (double[] ranking : rankings) {
            double residual = ranking[0] - accuracy * ranking[1];
            square += residual * residual;
        }
        int n = rankings.size();
        double error = n < 2 ? 0.5 : Math.sqrt(square * n / (n - 1.0)) / pairs;
        return new Result(
                accuracy, Math.max(0, accuracy - Z * error), Math.min(1, accuracy + Z * error), loss / n, (int) pairs);
    }
}
