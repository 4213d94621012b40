package macaw.trainer.ppo;

import java.util.List;
import macaw.trainer.settings.PpoSettings;

/**
 * What the gradient steps of an iteration read. A loss is the mean over the whole minibatch, however many microbatches it is worked off in; see
 * {@link LossWeights}.
 *
 * @param microbatchSize rollouts that go through a model at once
 */
record UpdateBatches(
        PpoSettings settings,
        int microbatchSize,
        int iteration,
        List<Experience> rollouts,
        RolloutEvaluation evaluation,
        TrainingTargets targets) {

    /** Minibatches of microbatches. */
    List<List<UpdateBatch>> of(int epoch) {
        return Minibatches.of(settings.run().seed(), iteration, epoch, rollouts, settings.minibatches(), microbatchSize)
                .stream()
                .map(this::minibatch)
                .toList();
    }

    private List<UpdateBatch> minibatch(List<List<Integer>> parts) {
        List<Integer> all = parts.stream().flatMap(List::stream).toList();
        List<float[]> weights = LossWeights.of(settings.lossMean(), all, rollouts, settings.maxTokens());
        TrainingTargets seen = targets.within(all);
        return parts.stream()
                .map(part -> UpdateBatch.of(part, rollouts, evaluation, seen, weights))
                .toList();
    }
}
