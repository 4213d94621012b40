package macaw.trainer.dpo;

import java.util.Map;
import macaw.trainer.reward.KWiseLoss;

/**
 * How a policy orders pairs: means over rankings of means over each one's pairs, as the loss is. The reward of an answer is the one that the policy is
 * optimal for, β log π/π_ref (Rafailov et al. 2023, equation 5, but for a constant of the prompt).
 */
final class PreferenceStatistics {
    private final DpoLoss loss;
    private double losses;
    private double chosen;
    private double rejected;
    private double right;
    private int rankings;

    PreferenceStatistics(DpoLoss loss) {
        this.loss = loss;
    }

    /**
     * Adds one ranking.
     *
     * @param ratios log π/π_ref [K] of its outputs
     * @param weight of the ranking in the batch's loss
     * @return d (weight · its loss) / d ratio, [K]
     */
    double[] add(double[] ratios, EncodedComparison comparison, double weight) {
        double[] slopes = new double[ratios.length];
        int pairs = comparison.pairs().size();
        double ofLoss = 0;
        double ofChosen = 0;
        double ofRejected = 0;
        double ofRight = 0;
        for (KWiseLoss.Pair pair : comparison.pairs()) {
            double winner = ratios[pair.winner()];
            double loser = ratios[pair.loser()];
            double slope = weight / pairs * loss.slope(winner - loser);
            slopes[pair.winner()] += slope;
            slopes[pair.loser()] -= slope;
            ofLoss += loss.of(winner - loser);
            ofChosen += loss.beta() * winner;
            ofRejected += loss.beta() * loser;
            ofRight += winner > loser ? 1 : winner == loser ? 0.5 : 0;
        }
        losses += ofLoss / pairs;
        chosen += ofChosen / pairs;
        rejected += ofRejected / pairs;
        right += ofRight / pairs;
        rankings++;
        return slopes;
    }

    double loss() {
        return losses / rankings;
    }

    void ofStep(Map<String, Double> metrics) {
        metrics.put("loss", loss());
        metrics.put("reward_chosen", chosen / rankings);
        metrics.put("reward_rejected", rejected / rankings);
        metrics.put("reward_margin", (chosen - rejected) / rankings);
        metrics.put("accuracy", right / rankings);
    }

    void ofHeldOut(Map<String, Double> metrics) {
        metrics.put("heldout_loss", loss());
        metrics.put("heldout_reward_chosen", chosen / rankings);
        metrics.put("heldout_reward_rejected", rejected / rankings);
        metrics.put("heldout_reward_margin", (chosen - rejected) / rankings);
        metrics.put("heldout_accuracy", right / rankings);
    }
}
