package macaw.torch;

import ai.djl.ndarray.NDArray;
import macaw.languagemodel.BlockForm.Norm;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.ModelTensors;
import macaw.languagemodel.Role;
import org.jspecify.annotations.Nullable;

/**
 * The layers that have weights, linear ones and norms, by what they are for; every product with a matrix of a model goes through {@link #linear}.
 *
 * <p>Letters: N rows, D width.
 */
final class WeightedLayers {
    private final Aten aten;
    private final ModelWeights weights;
    private final ModelTensors tensors;
    private final boolean inputsFirst;
    private final Norm norm;
    private final NDArray epsilon;

    WeightedLayers(Aten aten, ModelConfig config, ModelWeights weights, ModelConstants numbers) {
        this.aten = aten;
        this.weights = weights;
        this.tensors = config.tensors();
        this.inputsFirst = config.architecture().inputsFirst();
        this.norm = config.block().norm();
        this.epsilon = numbers.epsilon();
    }

    /** x [N, in] · weightᵀ + bias → [N, out], with a part of a block. */
    NDArray linear(NDArray x, Role role, int layer) {
        String name = tensors.weight(role, layer);
        NDArray weight = weight(x, name); // [out, in]
        if (inputsFirst) {
            weight = weight.transpose();
            weight.attach(x.getManager());
        }
        NDArray bias = tensors.bias(role, layer).map(b -> weight(x, b)).orElse(null);
        return product(x, weight, bias, name);
    }

    /** x [N, in] · weightᵀ → [N, out], with a head that stands on the blocks. */
    NDArray head(NDArray x, String name) {
        return product(x, weight(x, name), null, name);
    }

    private NDArray product(NDArray x, NDArray weight, @Nullable NDArray bias, String name) {
        NDArray y = x.getNDArrayInternal().linear(x, weight, bias).singletonOrThrow();
        return weights.adapted(aten, y, x, name);
    }

    private NDArray weight(NDArray x, String name) {
        return weights.get(aten, x.getManager(), name);
    }

    /** Normalises the last axis of x [N, D]. */
    NDArray norm(NDArray x, Role role, int layer) {
        return norm.centred()
                ? aten.layerNorm(
                        x,
                        weight(x, tensors.weight(role, layer)),
                        weight(x, tensors.bias(role, layer).orElseThrow()),
                        epsilon)
                : rootMeanSquare(x, role, layer);
    }

    /** Normalises the last axis of x, whatever it is, by its root mean square. */
    NDArray rootMeanSquare(NDArray x, Role role, int layer) {
        NDArray gain = weight(x, tensors.weight(role, layer));
        return norm.gainFromOne() ? aten.rmsNormFromOne(x, gain, epsilon) : aten.rmsNorm(x, gain, epsilon);
    }
}
