package macaw.trainer.ppo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.torch.Gradients;
import macaw.torch.TokenLogProbabilities;
import macaw.torch.TorchEngine;
import macaw.trainer.learning.NextTokens;
import macaw.trainer.learning.TrainedModel;
import macaw.trainer.settings.PpoSettings;

/**
 * The gradient steps of an iteration. A loss is the mean over the tokens of the whole minibatch, however many microbatches it is worked off in.
 */
final class Updater {
    private final TorchEngine engine;
    private final PpoSettings settings;
    private final TrainedModel policy;
    private final TrainedModel value;
    private final ValueModel valueModel;
    private final TokenLogProbabilities head;
    private final PretrainingMix pretraining;

    Updater(
            TorchEngine engine,
            PpoSettings settings,
            TrainedModel policy,
            TrainedModel value,
            PretrainingMix pretraining) {
        this.engine = engine;
        this.settings = settings;
        this.policy = policy;
        this.value = value;
        this.valueModel = new ValueModel(value.model());
        this.head = new TokenLogProbabilities(
                policy.model(), settings.temperature(), TokenLogProbabilities.DEFAULT_MAX_LOGITS);
        this.pretraining = pretraining;
    }

    UpdateStatistics train(
            int iteration, List<Experience> rollouts, RolloutEvaluation evaluation, TrainingTargets targets) {
        var statistics = new UpdateStatistics();
        boolean valueOnly = iteration < settings.valueWarmupIterations();
        for (int epoch = 0; epoch < settings.epochs(); epoch++) {
            List<List<List<Integer>>> minibatches = Minibatches.of(
                    settings.run().seed(),
                    iteration,
                    epoch,
                    rollouts,
                    settings.minibatches(),
                    settings.microbatchSize());
            for (int m = 0; m < minibatches.size(); m++) {
                boolean firstPass = epoch == 0 && m == 0;
                double policyLoss = 0;
                double valueLoss = 0;
                int tokens = minibatches.get(m).stream()
                        .flatMap(List::stream)
                        .mapToInt(i -> rollouts.get(i).answerLength())
                        .sum();
                for (List<Integer> part : minibatches.get(m)) {
                    var batch = UpdateBatch.of(part, rollouts, evaluation, targets, tokens);
                    valueLoss += valueBackward(batch);
                    if (!valueOnly) {
                        policyLoss += policyBackward(batch, statistics, firstPass);
                    }
                }
                requireFinite("value loss", valueLoss, iteration);
                requireFinite("policy loss", policyLoss, iteration);
                statistics.valueStep(valueLoss, value.step());
                if (!valueOnly) {
                    long step = ((long) iteration * settings.epochs() + epoch) * settings.minibatches() + m;
                    double mixed = pretraining.backward(step);
                    statistics.policyStep(policyLoss, mixed, policy.step());
                }
            }
        }
        return statistics;
    }

    private double policyBackward(UpdateBatch batch, UpdateStatistics statistics, boolean firstPass) {
        NextTokens tokens = batch.tokens();
        try (NDManager manager = engine.newManager();
                var recorded = Gradients.recorded()) {
            NDArray hidden =
                    policy.model().rows(policy.model().hidden(manager, tokens.inputs()), tokens.rows()); // [N, D]
            return head.backward(hidden, tokens.targets(), (logps, from, to) -> {
                float[] now = logps.toFloatArray();
                for (int n = 0; n < now.length; n++) {
                    float before = batch.proximal()[from + n];
                    if (firstPass && now[n] != before) {
                        throw new CodedException(
                                ErrorCode.INTERNAL,
                                "at the first pass the ratio must be 1 to the bit, but the log-probability went from "
                                        + before + " to " + now[n]);
                    }
                    statistics.token(now[n], before, settings.clipRange());
                }
                NDManager scope = logps.getManager();
                NDArray losses = ClippedSurrogate.of(
                        logps,
                        slice(scope, batch.proximal(), from, to),
                        slice(scope, batch.advantages(), from, to),
                        (float) settings.clipRange());
                return Gradients.scaled(losses.sum(), batch.weight());
            });
        }
    }

    private double valueBackward(UpdateBatch batch) {
        try (NDManager manager = engine.newManager();
                var recorded = Gradients.recorded()) {
            NDArray losses = ClippedValueLoss.of(
                    valueModel.values(manager, batch.tokens()),
                    manager.create(batch.values()),
                    manager.create(batch.returns()),
                    (float) settings.valueClipRange());
            NDArray loss = Gradients.scaled(losses.sum(), batch.weight());
            Gradients.backward(loss);
            return loss.getFloat();
        }
    }

    private static NDArray slice(NDManager manager, float[] values, int from, int to) {
        return manager.create(Arrays.copyOfRange(values, from, to));
    }

    private static void requireFinite(String what, double loss, int iteration) {
        if (!Double.isFinite(loss)) {
            throw new CodedException(
                    ErrorCode.LOSS_NOT_FINITE, "the " + what + " of iteration " + iteration + " is " + loss);
        }
    }
}
