package macaw.trainer.ppo;

import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import macaw.trainer.learning.PpoFigure;

/** What the field looks at, of one iteration, under the short names of docs/ppo.md. */
final class IterationMetrics {
    private IterationMetrics() {}

    /** Adds them and returns the KL to the reference, nats an answer. */
    static double put(
            Map<String, Double> metrics,
            List<Experience> rollouts,
            RolloutEvaluation evaluation,
            TrainingTargets targets,
            Mismatch mismatch) {
        long tokens = rollouts.stream().mapToLong(Experience::answerLength).sum();
        double k1 = 0;
        double k2 = 0;
        double k3 = 0;
        double entropy = 0;
        for (int i = 0; i < rollouts.size(); i++) {
            for (int t = 0; t < rollouts.get(i).answerLength(); t++) {
                double logp = evaluation.proximal().get(i)[t];
                double referenceLogp = evaluation.reference().get(i)[t];
                k1 += KlEstimators.k1(logp, referenceLogp);
                k2 += KlEstimators.k2(logp, referenceLogp);
                k3 += KlEstimators.k3(logp, referenceLogp);
                entropy += evaluation.entropies().get(i)[t];
            }
        }
        metrics.put(PpoFigure.KL.figure(), k1 / rollouts.size()); // nats an answer
        metrics.put("kl_k2", k2 / rollouts.size());
        metrics.put("kl_k3", k3 / rollouts.size());
        metrics.put(PpoFigure.ENTROPY.figure(), entropy / tokens); // nats a token
        metrics.put(PpoFigure.REWARD_MEAN.figure(), mean(rollouts, Experience::rawScore));
        metrics.put("reward_deviation", deviation(rollouts, Experience::rawScore));
        metrics.put("score_mean", mean(rollouts, Experience::score));
        metrics.put("answer_length", (double) tokens / rollouts.size());
        metrics.put("truncated_fraction", mean(rollouts, rollout -> rollout.ended() ? 0 : 1));
        metrics.put("mismatch_mean", mismatch.mean());
        metrics.put("mismatch_p99", mismatch.percentile99());
        metrics.put("mismatch_max", mismatch.largest());
        double explained = ExplainedVariance.of(evaluation.values(), targets.returns());
        if (Double.isFinite(explained)) {
            metrics.put(PpoFigure.EXPLAINED_VARIANCE.figure(), explained);
        }
        return k1 / rollouts.size();
    }

    private static double mean(List<Experience> rollouts, ToDoubleFunction<Experience> of) {
        return rollouts.stream().mapToDouble(of).average().orElseThrow();
    }

    private static double deviation(List<Experience> rollouts, ToDoubleFunction<Experience> of) {
        double mean = mean(rollouts, of);
        return Math.sqrt(
                mean(rollouts, rollout -> (of.applyAsDouble(rollout) - mean) * (of.applyAsDouble(rollout) - mean)));
    }
}
