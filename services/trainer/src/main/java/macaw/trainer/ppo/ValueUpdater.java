package macaw.trainer.ppo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import macaw.torch.Gradients;
import macaw.torch.TorchEngine;
import macaw.trainer.learning.LossGuard;
import macaw.trainer.learning.TrainedModel;
import macaw.trainer.settings.PpoSettings;

/** The value model's gradient steps of an iteration. */
final class ValueUpdater {
    private final TorchEngine engine;
    private final PpoSettings settings;
    private final TrainedModel value;
    private final LossGuard guard;

    ValueUpdater(TorchEngine engine, PpoSettings settings, TrainedModel value) {
        this.engine = engine;
        this.settings = settings;
        this.value = value;
        this.guard = new LossGuard(settings.run().lossLimit());
    }

    /** @param kept the value model's passes over the first minibatch */
    void train(UpdateBatches batches, KeptPasses kept, ValueStatistics statistics) {
        for (int epoch = 0; epoch < settings.epochs(); epoch++) {
            for (List<UpdateBatch> minibatch : batches.of(epoch)) {
                double loss = 0;
                for (int p = 0; p < minibatch.size(); p++) {
                    loss += backward(p, minibatch.get(p), kept);
                }
                double checked = guard.checked(
                        "the value loss of iteration " + batches.iteration(),
                        loss,
                        UpdateBatch.worstValueLoss(minibatch));
                statistics.step(checked, value.step());
            }
        }
    }

    private double backward(int index, UpdateBatch batch, KeptPasses kept) {
        try (RecordedPass pass = kept.take(index, () -> RecordedPass.of(engine, value.model(), batch.tokens()));
                var recorded = Gradients.recorded()) {
            NDManager manager = pass.manager();
            NDArray losses = ClippedValueLoss.of(
                    new ValueModel(value.model()).values(pass.graph().hidden()),
                    manager.create(batch.values()),
                    manager.create(batch.returns()),
                    (float) settings.valueClipRange());
            NDArray loss = losses.mul(manager.create(batch.weights())).sum();
            Gradients.backward(loss);
            pass.graph().backward();
            return loss.getFloat();
        }
    }
}
