package macaw.trainer.reward;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a reward model does on pairs that it has not learnt.
 *
 * <ul>
 *   <li>Accuracy: how often it orders a pair as its labeler did, an equal score counting half, with the 95 % interval of {@link ClusteredShare}.
 *   <li>Beside it the accuracy of a rule that has learnt nothing: the longer answer wins.
 *   <li>Calibration of p = σ(r_w − r_l): Brier's score, the mean of (1 − p)², 1/4 where it knows nothing; and the expected calibration error, the mean over
 *       pairs of |right − confidence| in ten parts of the confidence max(p, 1 − p) (Guo et al. 2017).
 * </ul>
 */
final class HeldOutMeasurement {
    /** Of the confidences from 0.5 to 1. */
    private static final int PARTS = 10;
    /** Parts whose accuracy is shown, two of the above each. */
    private static final int SHOWN = 5;

    private final List<ClusteredShare.Cluster> prompts = new ArrayList<>();
    private final double[] pairsOfPart = new double[PARTS];
    private final double[] rightOfPart = new double[PARTS];
    private final double[] confidenceOfPart = new double[PARTS];
    private double loss;
    private double squares;
    private double longerWins;

    /** @param scores of the prompt's outputs, as the loss sees them */
    void add(float[] scores, ComparedPrompt prompt) {
        float[] lengths = prompt.lengths();
        for (KWiseLoss.Pair pair : prompt.pairs()) {
            double margin = (double) scores[pair.winner()] - scores[pair.loser()];
            double credit = pair.credit(scores);
            double probability = 1 / (1 + Math.exp(-margin));
            squares += (1 - probability) * (1 - probability);
            double confidence = Math.max(probability, 1 - probability);
            int part = Math.min(PARTS - 1, (int) ((confidence - 0.5) * 2 * PARTS));
            pairsOfPart[part]++;
            rightOfPart[part] += credit;
            confidenceOfPart[part] += confidence;
            longerWins += pair.credit(lengths);
        }
        prompts.add(prompt.judged(scores));
        loss += KWiseLoss.of(scores, prompt.pairs());
    }

    /** The mean of the prompts' losses. */
    double loss() {
        return loss / prompts.size();
    }

    /** All figures, under names that begin with {@code prefix}. */
    Map<String, Double> metrics(String prefix) {
        ClusteredShare accuracy = ClusteredShare.of(prompts);
        double pairs = accuracy.pairs();
        Map<String, Double> metrics = new HashMap<>();
        metrics.put(prefix + "loss", loss());
        metrics.put(prefix + "accuracy", accuracy.value());
        metrics.put(prefix + "accuracy_low", Math.max(0, accuracy.low()));
        metrics.put(prefix + "accuracy_high", Math.min(1, accuracy.high()));
        metrics.put(prefix + "accuracy_of_length", longerWins / pairs);
        metrics.put(prefix + "pairs", pairs);
        metrics.put(prefix + "brier", squares / pairs);
        double gap = 0;
        for (int part = 0; part < PARTS; part++) {
            gap += Math.abs(rightOfPart[part] - confidenceOfPart[part]);
        }
        metrics.put(prefix + "calibration_error", gap / pairs);
        reliability(prefix, metrics);
        return metrics;
    }

    /** The accuracy of the pairs of each part of the confidence, named after its middle in per cent; nothing where there are none. */
    private void reliability(String prefix, Map<String, Double> metrics) {
        int width = PARTS / SHOWN;
        for (int shown = 0; shown < SHOWN; shown++) {
            double count = 0;
            double right = 0;
            for (int part = shown * width; part < (shown + 1) * width; part++) {
                count += pairsOfPart[part];
                right += rightOfPart[part];
            }
            if (count > 0) {
                metrics.put(prefix + "accuracy_at_" + (55 + 10 * shown), right / count);
            }
        }
    }
}
