package macaw.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import macaw.languagemodel.ModelConfig;

/**
 * The numbers of a configuration that operators take as scalars.
 *
 * @param epsilon of every norm
 * @param attentionScale of the products of queries and keys
 * @param attentionSoftCap which bounds them; 0 where nothing does
 * @param logitSoftCap which bounds the logits; 0 where nothing does
 */
record ModelConstants(NDArray epsilon, NDArray attentionScale, NDArray attentionSoftCap, NDArray logitSoftCap) {
    static ModelConstants of(ModelConfig config, NDManager manager) {
        return new ModelConstants(
                manager.create((float) config.block().norm().epsilon()),
                manager.create((float) config.attention().scale()),
                manager.create((float) config.attention().softCap()),
                manager.create((float) config.logitSoftCap()));
    }
}
