package macaw.trainer.ppo;

import java.util.ArrayList;
import java.util.List;
import macaw.trainer.settings.PpoSettings;

/**
 * From scores to what the gradient steps need, rollout by rollout: rewards, advantages, returns.
 *
 * @param advantages whitened where the settings say so, times the importance weight
 * @param returns of the value model, never whitened
 */
record TrainingTargets(List<float[]> advantages, List<float[]> returns) {

    static TrainingTargets of(
            List<Experience> rollouts, RolloutEvaluation evaluation, double klCoefficient, PpoSettings settings) {
        List<float[]> rewards = new ArrayList<>();
        for (int i = 0; i < rollouts.size(); i++) {
            rewards.add(TokenRewards.of(
                    evaluation.proximal().get(i),
                    evaluation.reference().get(i),
                    klCoefficient,
                    rollouts.get(i).score()));
        }
        if (settings.whitenRewards()) {
            Whitening.apply(rewards, true);
        }
        List<float[]> advantages = new ArrayList<>();
        List<float[]> returns = new ArrayList<>();
        for (int i = 0; i < rollouts.size(); i++) {
            float[] values = evaluation.values().get(i);
            float[] advantage = Advantages.of(rewards.get(i), values, settings.discount(), settings.lambda());
            returns.add(Advantages.returns(advantage, values));
            advantages.add(advantage);
        }
        if (settings.whitenAdvantages()) {
            Whitening.apply(advantages, false);
        }
        for (int i = 0; i < rollouts.size(); i++) {
            double cap = ImportanceWeights.cap(rollouts.get(i), settings);
            if (cap > 0) {
                ImportanceWeights.apply(
                        advantages.get(i),
                        evaluation.proximal().get(i),
                        rollouts.get(i).behaviour(),
                        cap);
            }
        }
        return new TrainingTargets(advantages, returns);
    }
}
