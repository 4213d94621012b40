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
import macaw.torch.TrainingPass;
import macaw.trainer.learning.LossGuard;
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
    private final LossGuard guard;

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
        this.guard = new LossGuard(settings.run().lossLimit());
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
                List<UpdateBatch> parts = parts(minibatches.get(m), rollouts, evaluation, targets);
                // one model after the other, so that only one's gradients are held
                double valueLoss = 0;
                for (UpdateBatch part : parts) {
                    valueLoss += valueBackward(part);
                }
                guard.checked("the value loss of iteration " + iteration, valueLoss, UpdateBatch.worstValueLoss(parts));
                statistics.valueStep(valueLoss, value.step());
                if (!valueOnly) {
                    double policyLoss = 0;
                    for (UpdateBatch part : parts) {
                        policyLoss += policyBackward(part, statistics, firstPass);
                    }
                    guard.checked(
                            "the policy loss of iteration " + iteration,
                            policyLoss,
                            UpdateBatch.worstPolicyLoss(parts));
                    long step = ((long) iteration * settings.epochs() + epoch) * settings.minibatches() + m;
                    double mixed = pretraining.backward(step, guard);
                    statistics.policyStep(policyLoss, mixed, policy.step());
                }
            }
        }
        return statistics;
    }

    private static List<UpdateBatch> parts(
            List<List<Integer>> minibatch,
            List<Experience> rollouts,
            RolloutEvaluation evaluation,
            TrainingTargets targets) {
        int tokens = minibatch.stream()
                .flatMap(List::stream)
                .mapToInt(i -> rollouts.get(i).answerLength())
                .sum();
        return minibatch.stream()
                .map(part -> UpdateBatch.of(part, rollouts, evaluation, targets, tokens))
                .toList();
    }

    private double policyBackward(UpdateBatch batch, UpdateStatistics statistics, boolean firstPass) {
        NextTokens tokens = batch.tokens();
        try (NDManager manager = engine.newManager();
                var recorded = Gradients.recorded()) {
            var pass = new TrainingPass(policy.model(), manager, tokens.inputs(), tokens.rows());
            return head.backward(pass, tokens.targets(), (logps, from, to) -> {
                float[] now = logps.toFloatArray();
                for (int n = 0; n < now.length; n++) {
                    float before = batch.proximal()[from + n];
                    // here and not at the loss: NaN is not even equal to itself
                    if (!Float.isFinite(now[n])) {
                        throw new CodedException(
                                ErrorCode.LOSS_NOT_FINITE, "the policy's log-probability of a token is " + now[n]);
                    }
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
            var pass = new TrainingPass(
                    value.model(),
                    manager,
                    batch.tokens().inputs(),
                    batch.tokens().rows());
            NDArray losses = ClippedValueLoss.of(
                    valueModel.values(pass.hidden()),
                    manager.create(batch.values()),
                    manager.create(batch.returns()),
                    (float) settings.valueClipRange());
            NDArray loss = Gradients.scaled(losses.sum(), batch.weight());
            Gradients.backward(loss);
            pass.backward();
            return loss.getFloat();
        }
    }

    private static NDArray slice(NDManager manager, float[] values, int from, int to) {
        return manager.create(Arrays.copyOfRange(values, from, to));
    }
}
