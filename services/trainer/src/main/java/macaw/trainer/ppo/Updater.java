package macaw.trainer.ppo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.torch.Gradients;
import macaw.torch.TokenLogProbabilities;
import macaw.torch.TorchEngine;
import macaw.torch.TrainingPass;
import macaw.trainer.learning.LossGuard;
import macaw.trainer.learning.NextTokens;
import macaw.trainer.learning.TrainedModel;
import macaw.trainer.settings.KlPlace;
import macaw.trainer.settings.PpoSettings;

/**
 * The gradient steps of an iteration. A loss is the mean over the whole minibatch, however many microbatches it is worked off in; see {@link LossWeights}.
 */
final class Updater {
    private final TorchEngine engine;
    private final PpoSettings settings;
    private final TrainedModel policy;
    private final Optional<TrainedModel> value;
    private final TokenLogProbabilities head;
    private final PretrainingMix pretraining;
    private final LossGuard guard;

    Updater(
            TorchEngine engine,
            PpoSettings settings,
            TrainedModel policy,
            Optional<TrainedModel> value,
            PretrainingMix pretraining) {
        this.engine = engine;
        this.settings = settings;
        this.policy = policy;
        this.value = value;
        this.head = new TokenLogProbabilities(
                policy.model(), settings.temperature(), TokenLogProbabilities.DEFAULT_MAX_LOGITS);
        this.pretraining = pretraining;
        this.guard = new LossGuard(settings.run().lossLimit());
    }

    /** @param klCoefficient β, for a penalty in the loss */
    UpdateStatistics train(
            int iteration,
            List<Experience> rollouts,
            RolloutEvaluation evaluation,
            TrainingTargets targets,
            double klCoefficient) {
        var statistics = new UpdateStatistics();
        boolean policyRests = iteration < settings.valueWarmupIterations();
        for (int epoch = 0; epoch < settings.epochs(); epoch++) {
            List<List<List<Integer>>> minibatches = Minibatches.of(
                    settings.run().seed(),
                    iteration,
                    epoch,
                    rollouts,
                    settings.minibatches(),
                    settings.microbatchSize());
            for (int m = 0; m < minibatches.size(); m++) {
                List<UpdateBatch> parts = parts(minibatches.get(m), rollouts, evaluation, targets);
                // one model after the other, so that only one's gradients are held
                value.ifPresent(model -> valueStep(model, parts, iteration, statistics));
                if (!policyRests) {
                    long step = ((long) iteration * settings.epochs() + epoch) * settings.minibatches() + m;
                    var pass = new Pass(iteration, step, epoch == 0 && m == 0, klCoefficient);
                    policyRests = !policyStep(parts, pass, statistics);
                }
            }
        }
        return statistics;
    }

    /**
     * A policy step of the run.
     *
     * @param step counted over the run
     * @param first whether the policy is still the proximal one
     */
    private record Pass(int iteration, long step, boolean first, double klCoefficient) {}

    private List<UpdateBatch> parts(
            List<List<Integer>> minibatch,
            List<Experience> rollouts,
            RolloutEvaluation evaluation,
            TrainingTargets targets) {
        List<Integer> all = minibatch.stream().flatMap(List::stream).toList();
        List<float[]> weights = LossWeights.of(settings.lossMean(), all, rollouts, settings.maxTokens());
        TrainingTargets seen = targets.within(all);
        return minibatch.stream()
                .map(part -> UpdateBatch.of(part, rollouts, evaluation, seen, weights))
                .toList();
    }

    private void valueStep(TrainedModel model, List<UpdateBatch> parts, int iteration, UpdateStatistics statistics) {
        double loss = 0;
        for (UpdateBatch part : parts) {
            loss += valueBackward(model, part);
        }
        guard.checked("the value loss of iteration " + iteration, loss, UpdateBatch.worstValueLoss(parts));
        statistics.valueStep(loss, model.step());
    }

    /** Steps, unless the policy has gone too far from the proximal one; returns whether it stepped. */
    private boolean policyStep(List<UpdateBatch> parts, Pass pass, UpdateStatistics statistics) {
        UpdateStatistics.Snapshot before = statistics.snapshot();
        double loss = 0;
        for (UpdateBatch part : parts) {
            loss += policyBackward(part, pass, statistics);
        }
        guard.checked("the policy loss of iteration " + pass.iteration(), loss, UpdateBatch.worstPolicyLoss(parts));
        if (settings.stopAtKl() > 0 && statistics.divergenceSince(before) > settings.stopAtKl()) {
            policy.model().parameters().forgetGradients();
            return false;
        }
        double mixed = pretraining.backward(pass.step(), guard);
        statistics.policyStep(loss, mixed, policy.step());
        return true;
    }

    private double policyBackward(UpdateBatch batch, Pass pass, UpdateStatistics statistics) {
        NextTokens tokens = batch.tokens();
        try (NDManager manager = engine.newManager();
                var recorded = Gradients.recorded()) {
            var graph = new TrainingPass(policy.model(), manager, tokens.inputs(), tokens.rows());
            return head.backward(graph, tokens.targets(), (logps, entropies, from, to) -> {
                look(logps, batch, from, pass, statistics);
                return policyLoss(logps, entropies, batch, from, to, pass.klCoefficient());
            });
        }
    }

    private void look(NDArray logps, UpdateBatch batch, int from, Pass pass, UpdateStatistics statistics) {
        float[] now = logps.toFloatArray();
        for (int n = 0; n < now.length; n++) {
            float before = batch.proximal()[from + n];
            // here and not at the loss: NaN is not even equal to itself
            if (!Float.isFinite(now[n])) {
                throw new CodedException(
                        ErrorCode.LOSS_NOT_FINITE, "the policy's log-probability of a token is " + now[n]);
            }
            if (pass.first() && now[n] != before) {
                throw new CodedException(
                        ErrorCode.INTERNAL,
                        "at the first pass the ratio must be 1 to the bit, but the log-probability went from " + before
                                + " to " + now[n]);
            }
            statistics.token(now[n], before, settings.clipRange());
        }
    }

    /** Surrogate, KL penalty where it stands in the loss, entropy bonus; each token times its weight. */
    private NDArray policyLoss(
            NDArray logps, Supplier<NDArray> entropies, UpdateBatch batch, int from, int to, double klCoefficient) {
        NDManager scope = logps.getManager();
        NDArray losses = ClippedSurrogate.of(
                logps, slice(scope, batch.proximal(), from, to), slice(scope, batch.advantages(), from, to), (float)
                        settings.clipRange()); // [n]
        if (settings.kl().place(settings.advantages()) == KlPlace.LOSS) {
            NDArray divergences = KlEstimators.of(
                    settings.kl().estimator(settings.advantages()), logps, slice(scope, batch.reference(), from, to));
            losses = losses.add(Gradients.scaled(divergences, klCoefficient));
        }
        if (settings.entropyCoefficient() > 0) {
            losses = losses.sub(Gradients.scaled(entropies.get(), settings.entropyCoefficient()));
        }
        return losses.mul(slice(scope, batch.weights(), from, to)).sum();
    }

    private double valueBackward(TrainedModel model, UpdateBatch batch) {
        try (NDManager manager = engine.newManager();
                var recorded = Gradients.recorded()) {
            var pass = new TrainingPass(
                    model.model(),
                    manager,
                    batch.tokens().inputs(),
                    batch.tokens().rows());
            NDArray losses = ClippedValueLoss.of(
                    new ValueModel(model.model()).values(pass.hidden()),
                    manager.create(batch.values()),
                    manager.create(batch.returns()),
                    (float) settings.valueClipRange());
            NDArray loss = losses.mul(manager.create(batch.weights())).sum();
            Gradients.backward(loss);
            pass.backward();
            return loss.getFloat();
        }
    }

    private static NDArray slice(NDManager manager, float[] values, int from, int to) {
        return manager.create(Arrays.copyOfRange(values, from, to));
    }
}
