package macaw.trainer.ppo;

import java.util.Map;
import macaw.trainer.learning.PpoFigure;

/** Sums over the policy's gradient steps of an iteration. */
final class UpdateStatistics {
    private double policyLoss;
    private double gradientNorm;
    private double pretrainingLoss;
    private int policySteps;
    private long tokens;
    private long clipped;
    private double divergence;

    /** A token's log-probability under the policy as it is now, and under the proximal one. */
    void token(double logp, double proximalLogp, double clipRange) {
        double ratio = Math.exp(logp - proximalLogp);
        tokens++;
        clipped += Math.abs(ratio - 1) > clipRange ? 1 : 0;
        // drawn from the proximal policy, so it stands first
        divergence += KlEstimators.k3(proximalLogp, logp);
    }

    /** The divergence of the tokens since {@code before}, nats a token. */
    double divergenceSince(Snapshot before) {
        return (divergence - before.divergence()) / (tokens - before.tokens());
    }

    Snapshot snapshot() {
        return new Snapshot(tokens, divergence);
    }

    /** The sums at a moment. */
    record Snapshot(long tokens, double divergence) {}

    void policyStep(double loss, double pretraining, double norm) {
        policyLoss += loss;
        pretrainingLoss += pretraining;
        gradientNorm += norm;
        policySteps++;
    }

    void into(Map<String, Double> metrics) {
        metrics.put("policy_steps", (double) policySteps);
        if (policySteps > 0) {
            metrics.put("policy_loss", policyLoss / policySteps);
            if (pretrainingLoss > 0) {
                metrics.put("pretraining_loss", pretrainingLoss / policySteps);
            }
            metrics.put("gradient_norm", gradientNorm / policySteps);
            metrics.put(PpoFigure.CLIP_FRACTION.figure(), (double) clipped / tokens);
            metrics.put("approximate_kl", divergence / tokens);
        }
    }
}
