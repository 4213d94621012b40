package macaw.torch;

import java.util.Optional;
import macaw.languagemodel.lora.Lora;
import macaw.languagemodel.safetensors.Dtype;

/**
 * How a model is held while it is trained.
 *
 * @param lora adapters that are trained in place of the weights, or empty to train all weights
 * @param gradientCheckpointing only the inputs of the blocks are kept for the backward pass, which computes each block again (Chen et al. 2016)
 * @param frozen how weights that are not trained are held
 */
public record TrainingMode(Optional<Lora> lora, boolean gradientCheckpointing, Dtype frozen) {
    /** All weights, with everything that the backward pass needs kept. */
    public static final TrainingMode FULL = new TrainingMode(Optional.empty(), false, Dtype.F32);
}
