package macaw.trainer.ppo;

import ai.djl.ndarray.NDManager;
import macaw.torch.Gradients;
import macaw.torch.TorchEngine;
import macaw.torch.TorchModel;
import macaw.torch.TrainingPass;
import macaw.trainer.learning.NextTokens;

/** A microbatch's way through a model that can be gone back, with everything that it holds. */
record RecordedPass(NDManager manager, TrainingPass graph) implements AutoCloseable {
    static RecordedPass of(TorchEngine engine, TorchModel model, NextTokens tokens) {
        NDManager manager = engine.newManager();
        try (var recorded = Gradients.recorded()) {
            return new RecordedPass(manager, new TrainingPass(model, manager, tokens.inputs(), tokens.rows()));
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
