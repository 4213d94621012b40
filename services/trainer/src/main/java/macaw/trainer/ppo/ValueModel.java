package macaw.trainer.ppo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import macaw.languagemodel.ModelConfig;
import macaw.torch.Gradients;
import macaw.torch.TorchModel;

/**
 * V(s) of the state before each answer token: the score head read at the position before it, with the reward model's own shift and scale, so that
 * values begin in the unit of the scores.
 */
final class ValueModel {
    private final TorchModel model;

    ValueModel(TorchModel model) {
        this.model = model;
    }

    /** [N] of hidden states [N, D]. */
    NDArray values(NDArray hidden) {
        ModelConfig config = model.config();
        NDManager manager = hidden.getManager();
        NDArray raw = model.scores(hidden); // [N]
        return Gradients.scaled(raw.add(manager.create((float) config.rewardShift())), config.rewardScale());
    }
}
