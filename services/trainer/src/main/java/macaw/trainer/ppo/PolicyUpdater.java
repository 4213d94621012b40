package macaw.trainer.ppo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.torch.Gradients;
import macaw.torch.TokenLogProbabilities;
import macaw.torch.TorchEngine;
import macaw.trainer.learning.LossGuard;
import macaw.trainer.learning.NextTokens;
import macaw.trainer.learning.TrainedModel;
import macaw.trainer.settings.KlPlace;
import macaw.trainer.settings.PpoSettings;

/** The policy's gradient steps of an iteration. */
final class PolicyUpdater {
    private final TorchEngine engine;
    private final PpoSettings settings;
    private final TrainedModel policy;
    private final TokenLogProbabilities head;
    private final PretrainingMix pretraining;
    private final LossGuard guard;

    PolicyUpdater(TorchEngine engine, PpoSettings settings, TrainedModel policy, PretrainingMix pretraining) {
        this.engine = engine;
        this.settings = settings;
        this.policy = policy;
        this.head = new TokenLogProbabilities(
                policy.model(), settings.temperature(), TokenLogProbabilities.DEFAULT_MAX_LOGITS);
        this.pretraining = pretraining;
        this.guard = new LossGuard(settings.run().lossLimit());
    }

    /**
     * Takes them.
     *
     * @param klCoefficient β, for a penalty in the loss
     * @param kept the policy's passes over the first minibatch
     */
    void train(UpdateBatches batches, double klCoefficient, KeptPasses kept, UpdateStatistics statistics) {
        boolean rests = batches.iteration() < settings.valueWarmupIterations();
        for (int epoch = 0; epoch < settings.epochs() && !rests; epoch++) {
            List<List<UpdateBatch>> minibatches = batches.of(epoch);
            for (int m = 0; m < minibatches.size() && !rests; m++) {
                long step = ((long) batches.iteration() * settings.epochs() + epoch) * settings.minibatches() + m;
                var pass = new Pass(batches.iteration(), step, epoch == 0 && m == 0, kept, klCoefficient);
                rests = !step(minibatches.get(m), pass, statistics);
            }
        }
    }

    /**
     * A step of the run.
     *
     * @param step counted over the run
     * @param first whether the policy is still the proximal one
     * @param kept passes over the first minibatch, none of which is left behind it
     */
    private record Pass(int iteration, long step, boolean first, KeptPasses kept, double klCoefficient) {}

    /** Steps, unless the policy has gone too far from the proximal one; returns whether it stepped. */
    private boolean step(List<UpdateBatch> parts, Pass pass, UpdateStatistics statistics) {
        UpdateStatistics.Snapshot before = statistics.snapshot();
        double loss = 0;
        for (int p = 0; p < parts.size(); p++) {
            loss += backward(p, parts.get(p), pass, statistics);
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

    private double backward(int index, UpdateBatch batch, Pass pass, UpdateStatistics statistics) {
        NextTokens tokens = batch.tokens();
        try (RecordedPass way = pass.kept().take(index, () -> RecordedPass.of(engine, policy.model(), tokens));
                var recorded = Gradients.recorded()) {
            return head.backward(way.graph(), tokens.targets(), (logps, entropies, from, to) -> {
                look(logps, batch, from, pass, statistics);
                return loss(logps, entropies, batch, from, to, pass.klCoefficient());
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
    private NDArray loss(
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

    private static NDArray slice(NDManager manager, float[] values, int from, int to) {
        return manager.create(Arrays.copyOfRange(values, from, to));
    }
}
