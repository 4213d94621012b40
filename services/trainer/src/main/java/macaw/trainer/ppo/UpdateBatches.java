package macaw.trainer.ppo;

import java.util.List;
import macaw.trainer.settings.PpoSettings;

/**
 * What the gradient steps of an iteration read. A loss is the mean over the whole minibatch, however many microbatches it is worked off in; see
 * {@link LossWeights}.
 */
record UpdateBatches(
        PpoSettings settings,
        int iteration,
        List<Experience> rollouts,
        RolloutEvaluation evaluation,
        TrainingTargets targets) {

    /** Minibatches of microbatches. */
    List<List<UpdateBatch>> of(int epoch) {
        return microbatches(settings, iteration, epoch, rollouts).stream()
                .map(this::minibatch)
                .toList();
    }

    /** Which rollouts these are. */
    static List<List<List<Integer>>> microbatches(
            PpoSettings settings, int iteration, int epoch, List<Experience> rollouts) {
        return Minibatches.of(
                settings.run().seed(), iteration, epoch, rollouts, settings.minibatches(), settings.microbatchSize());
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
