package macaw.trainer.ppo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import macaw.torch.Gradients;
import macaw.torch.TorchEngine;
import macaw.torch.TrainingPass;
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

    void train(UpdateBatches batches, ValueStatistics statistics) {
        for (int epoch = 0; epoch < settings.epochs(); epoch++) {
            for (List<UpdateBatch> minibatch : batches.of(epoch)) {
                double loss = 0;
                for (UpdateBatch part : minibatch) {
                    loss += backward(part);
                }
                double checked = guard.checked(
                        "the value loss of iteration " + batches.iteration(),
                        loss,
                        UpdateBatch.worstValueLoss(minibatch));
                statistics.step(checked, value.step());
            }
        }
    }

    private double backward(UpdateBatch batch) {
        try (NDManager manager = engine.newManager();
                var recorded = Gradients.recorded()) {
            var pass = new TrainingPass(
                    value.model(),
                    manager,
                    batch.tokens().inputs(),
                    batch.tokens().rows());
            NDArray losses = ClippedValueLoss.of(
                    new ValueModel(value.model()).values(pass.hidden()),
                    manager.create(batch.values()),
                    manager.create(batch.returns()),
                    (float) settings.valueClipRange());
            NDArray loss = losses.mul(manager.create(batch.weights())).sum();
            Gradients.backward(loss);
            pass.backward();
            return loss.getFloat();
        }
    }
}
