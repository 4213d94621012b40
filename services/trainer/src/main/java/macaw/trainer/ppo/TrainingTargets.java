package macaw.trainer.ppo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import macaw.trainer.settings.AdvantageEstimator;
import macaw.trainer.settings.KlPlace;
import macaw.trainer.settings.PpoSettings;
import macaw.trainer.settings.WhiteningScope;

/**
 * From scores to what the gradient steps need, rollout by rollout: rewards, advantages, returns.
 *
 * @param advantages whitened over the iteration where the settings say so
 * @param importance weights of the advantages
 * @param returns of the value model, never whitened; empty arrays where there is none
 * @param whitenMinibatches whether advantages are whitened over each minibatch
 */
record TrainingTargets(
        List<float[]> advantages, List<float[]> importance, List<float[]> returns, boolean whitenMinibatches) {

    static TrainingTargets of(
            List<Experience> rollouts, RolloutEvaluation evaluation, double klCoefficient, PpoSettings settings) {
        List<float[]> rewards = rewards(rollouts, evaluation, klCoefficient, settings);
        List<float[]> importance = new ArrayList<>();
        for (int i = 0; i < rollouts.size(); i++) {
            importance.add(ImportanceWeights.of(
                    evaluation.proximal().get(i),
                    rollouts.get(i).behaviour(),
                    ImportanceWeights.cap(rollouts.get(i), settings)));
        }
        return switch (settings.advantages()) {
            case GAE -> ofValues(rewards, evaluation.values(), importance, settings);
            case RLOO, GRPO -> ofGroups(rollouts, rewards, importance, settings);
        };
    }

    /** The targets as the tokens of a minibatch see them. */
    TrainingTargets within(List<Integer> minibatch) {
        if (!whitenMinibatches) {
            return this;
        }
        List<float[]> whitened = new ArrayList<>(advantages);
        minibatch.forEach(i -> whitened.set(i, advantages.get(i).clone()));
        Whitening.apply(minibatch.stream().map(whitened::get).toList(), false);
        return new TrainingTargets(whitened, importance, returns, false);
    }

    private static List<float[]> rewards(
            List<Experience> rollouts, RolloutEvaluation evaluation, double klCoefficient, PpoSettings settings) {
        AdvantageEstimator advantages = settings.advantages();
        boolean penalised = settings.kl().place(advantages) == KlPlace.REWARD;
        List<float[]> rewards = new ArrayList<>();
        for (int i = 0; i < rollouts.size(); i++) {
            rewards.add(TokenRewards.of(
                    evaluation.proximal().get(i),
                    evaluation.reference().get(i),
                    settings.kl().estimator(advantages),
                    penalised ? klCoefficient : 0,
                    rollouts.get(i).score()));
        }
        return rewards;
    }

    private static TrainingTargets ofValues(
            List<float[]> rewards, List<float[]> valuesOfRollouts, List<float[]> importance, PpoSettings settings) {
        if (settings.whitenRewards()) {
            Whitening.apply(rewards, true);
        }
        List<float[]> advantages = new ArrayList<>();
        List<float[]> returns = new ArrayList<>();
        for (int i = 0; i < rewards.size(); i++) {
            float[] values = valuesOfRollouts.get(i);
            float[] advantage = Advantages.of(rewards.get(i), values, settings.discount(), settings.lambda());
            returns.add(Advantages.returns(advantage, values));
            advantages.add(advantage);
        }
        boolean overMinibatches = settings.whitenAdvantagesOver() == WhiteningScope.MINIBATCH;
        if (settings.whitenAdvantages() && !overMinibatches) {
            Whitening.apply(advantages, false);
        }
        return new TrainingTargets(advantages, importance, returns, settings.whitenAdvantages() && overMinibatches);
    }

    private static TrainingTargets ofGroups(
            List<Experience> rollouts, List<float[]> rewards, List<float[]> importance, PpoSettings settings) {
        Map<Integer, List<Integer>> groups = new LinkedHashMap<>();
        for (int i = 0; i < rollouts.size(); i++) {
            groups.computeIfAbsent(rollouts.get(i).promptIndex(), prompt -> new ArrayList<>())
                    .add(i);
        }
        float[][] advantages = new float[rollouts.size()][];
        for (List<Integer> group : groups.values()) {
            double[] ofAnswers =
                    group.stream().mapToDouble(i -> sum(rewards.get(i))).toArray(); // [K]
            double[] relative = settings.advantages() == AdvantageEstimator.RLOO
                    ? GroupAdvantages.leaveOneOut(ofAnswers)
                    : GroupAdvantages.relative(ofAnswers, settings.grpoScale());
            for (int k = 0; k < relative.length; k++) {
                int rollout = group.get(k);
                advantages[rollout] = new float[rewards.get(rollout).length];
                Arrays.fill(advantages[rollout], (float) relative[k]);
            }
        }
        List<float[]> noReturns = rollouts.stream().map(rollout -> new float[0]).toList();
        return new TrainingTargets(List.of(advantages), importance, noReturns, false);
    }

    private static double sum(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum;
    }
}
