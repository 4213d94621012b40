package macaw.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The ATen operators that DJL does not expose, behind a TorchScript module that is written in memory. Each method is one operator or a few, so
 * that the forward pass stays in Java; results belong to the manager of the first argument and carry gradients where the name does not
 * end in {@code InPlace}.
 *
 * <p>Letters: B sequences, T positions, H query heads, K key and value heads, d head width, N rows, V vocabulary.
 */
public final class Aten implements AutoCloseable {
    private final NDManager manager;
    private final PtSymbolBlock module;
    private final Map<String, NDArray> markers;

    public Aten(TorchEngine engine) {
        manager = engine.newManager();
        try {
            byte[] archive = TorchScriptArchive.of(Operators.MODULE, Operators.SOURCE);
            module = JniUtils.loadModule((PtNDManager) manager, new ByteArrayInputStream(archive), false, false);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
        // DJL finds the method to call in the name of one of the arguments
        markers = Stream.of(JniUtils.getMethodNames(module)).collect(Collectors.toMap(Function.identity(), method -> {
            NDArray marker = manager.create(0f);
            marker.setName("module_method:" + method);
            return marker;
        }));
    }

    /**
     * Causal attention softmax(q·kᵀ·scale)·v of q [B, H, T, d], k and v [B, K, T, d], each key and value head shared by H/K query heads; {@code
     * scale} is a scalar. Never holds the T×T matrices where the platform has a fused kernel.
     */
    public NDArray attention(NDArray q, NDArray k, NDArray v, NDArray scale) {
        return call("attention", q, k, v, scale);
    }

    /** The same over what {@code mask} [T, T] or [B, 1, T, T] leaves: 0 where a row sees a column, −∞ where not. */
    public NDArray attention(NDArray q, NDArray k, NDArray v, NDArray scale, NDArray mask) {
        return call("masked_attention", q, k, v, scale, mask);
    }

    /**
     * The same by products of whole matrices: holds the T×T matrices, and is faster than a fused kernel that has few rows to a block.
     *
     * @param mask [H/K·T, T] or [B·K, H/K·T, T]
     */
    public NDArray shortAttention(NDArray q, NDArray k, NDArray v, NDArray scale, NDArray mask) {
        return call("short_attention", q, k, v, scale, mask);
    }

    /** The same with the scaled products bounded before they are masked: cap · tanh(x / cap) (Gemma 2). Holds the T×T matrices. */
    public NDArray attention(NDArray q, NDArray k, NDArray v, NDArray scale, NDArray mask, NDArray cap) {
        return call("capped_attention", q, k, v, scale, mask, cap);
    }

    /** x / √(mean(x²) + ε) · gain over the last axis (Zhang and Sennrich 2019). {@code epsilon} is a scalar. */
    public NDArray rmsNorm(NDArray x, NDArray gain, NDArray epsilon) {
        return call("rms_norm", x, gain, epsilon);
    }

    /** The same with 1 added to the gain (Gemma). */
    public NDArray rmsNormFromOne(NDArray x, NDArray gain, NDArray epsilon) {
        return call("rms_norm_from_one", x, gain, epsilon);
    }

    /** (x − mean) / √(variance + ε) · gain + bias over the last axis (Ba et al. 2016). {@code epsilon} is a scalar. */
    public NDArray layerNorm(NDArray x, NDArray gain, NDArray bias, NDArray epsilon) {
        return call("layer_norm", x, gain, bias, epsilon);
    }

    /** x · σ(x). */
    public NDArray silu(NDArray x) {
        return call("silu", x);
    }

    /** x · Φ(x), by the error function. */
    public NDArray gelu(NDArray x) {
        return call("gelu", x);
    }

    /** GELU by its approximation with tanh. */
    public NDArray geluTanh(NDArray x) {
        return call("gelu_tanh", x);
    }

    /** silu(gate) · up (Shazeer 2020). */
    public NDArray swiglu(NDArray gate, NDArray up) {
        return call("swiglu", gate, up);
    }

    /**
     * Rotary position embedding in the layout of Hugging Face, where element i is paired with i + w/2: x·cos + roll(x, w/2)·sin, the sine of the
     * first half negated beforehand. x [B, H, T, d], cos and sin [T, w] or [B, 1, T, w]; what lies beyond the first w ≤ d elements stays as it is.
     */
    public NDArray rotate(NDArray x, NDArray cos, NDArray sin) {
        boolean whole = x.getShape().getLastDimension() == cos.getShape().getLastDimension();
        return call(whole ? "rotate" : "rotate_part", x, cos, sin);
    }

    /**
     * What a row sees of the columns up to its own, at most {@code reach} of them: 0 or {@code hidden}, [T, T].
     *
     * @param hidden −∞, a scalar
     * @param positions T, a scalar
     * @param reach a scalar
     */
    NDArray visible(NDArray hidden, NDArray positions, NDArray reach) {
        return call("visible", hidden, positions, reach);
    }

    /** cap · tanh(x / cap); {@code cap} is a scalar. */
    public NDArray softCap(NDArray x, NDArray cap) {
        return call("soft_cap", x, cap);
    }

    /** x · scale where {@code kept} is true, else 0; both of one shape. The mask may go at once: what the backward pass reads is libtorch's own. */
    NDArray dropped(NDArray x, NDArray kept, double scale) {
        return call("dropped", x, kept, x.getManager().create((float) scale));
    }

    /** y + scale · (x Aᵀ) Bᵀ; y [N, out], x [N, in], a [r, in], b [out, r]. */
    public NDArray lora(NDArray y, NDArray x, NDArray a, NDArray b, double scale) {
        return call("lora", y, x, a, b, y.getManager().create((float) scale));
    }

    /** weight + scale · B A in {@code scope}; a [r, in], b [out, r], weight [out, in], or [in, out] where inputs come first. */
    NDArray merged(NDManager scope, NDArray weight, NDArray a, NDArray b, double scale, boolean inputsFirst) {
        NDArray sum = call(inputsFirst ? "merged_inputs_first" : "merged", weight, a, b, scope.create((float) scale));
        sum.attach(scope);
        return sum;
    }

    /** A tensor of that shape in bfloat16, still without numbers. DJL does not know that type: asked for it, it ends the process. */
    NDArray halves(NDManager owner, long[] shape) {
        try (NDArray like = owner.create(0f);
                IValue device = IValue.from((PtNDArray) like);
                IValue sizes = IValue.listFrom(shape);
                IValue result = IValueUtils.runMethod(module, "halves", device, sizes)) {
            return result.toTensor((PtNDManager) owner);
        }
    }

    /** x in 32-bit floats. */
    NDArray floats(NDArray x) {
        return call("floats", x);
    }

    /** Rows [N, D] of table [V, D] at ids [N] (int64), in the manager of the ids. */
    NDArray embedding(NDArray ids, NDArray table) {
        return ids.getNDArrayInternal()
                .embedding(ids, table, SparseFormat.DENSE)
                .singletonOrThrow();
    }

    /** Rows of x [M, …] at index [N] (int64). */
    public NDArray rows(NDArray x, NDArray index) {
        return call("rows", x, index);
    }

    /** log softmax(logits [N, V]) at targets [N] (int64) → [N]. */
    public NDArray logProbabilities(NDArray logits, NDArray targets) {
        return call("log_probabilities", logits, targets);
    }

    /** −Σ p log p of softmax(logits [N, V]) → [N], in nats. */
    public NDArray entropy(NDArray logits) {
        return call("entropy", logits);
    }

    /** log σ(x), without overflow. */
    public NDArray logSigmoid(NDArray x) {
        return call("log_sigmoid", x);
    }

    /** The common 2-norm of tensors. */
    float norm(List<NDArray> tensors) {
        try (IValue list = list(tensors)) {
            return scalar("norm", list);
        }
    }

    /**
     * One AdamW update of all parameters.
     *
     * @param step a scalar that already counts this one
     * @param divisor a scalar by which the gradients are divided on the way
     */
    void adamWInPlace(
            List<NDArray> parameters,
            List<NDArray> gradients,
            List<NDArray> first,
            List<NDArray> second,
            NDArray step,
            NDArray divisor,
            double rate,
            double decay,
            AdamW.Settings settings) {
        List<NDArray> steps = parameters.stream().map(parameter -> step).toList();
        try (IValue p = list(parameters);
                IValue g = list(gradients);
                IValue m = list(first);
                IValue v = list(second);
                IValue t = list(steps);
                IValue scale = IValue.from((PtNDArray) divisor);
                IValue lr = IValue.from(rate);
                IValue beta1 = IValue.from(settings.beta1());
                IValue beta2 = IValue.from(settings.beta2());
                IValue weightDecay = IValue.from(decay);
                IValue epsilon = IValue.from(settings.epsilon())) {
            scalar("adamw_in_place", p, g, m, v, t, scale, lr, beta1, beta2, weightDecay, epsilon);
        }
    }

    /** averages += weight · (values − averages). */
    void lerpInPlace(List<NDArray> averages, List<NDArray> values, double weight) {
        try (IValue to = list(averages);
                IValue from = list(values);
                IValue share = IValue.from(weight)) {
            discard("lerp_in_place", to, from, share);
        }
    }

    /** targets := sources. */
    void copyInPlace(List<NDArray> targets, List<NDArray> sources) {
        try (IValue to = list(targets);
                IValue from = list(sources)) {
            discard("copy_in_place", to, from);
        }
    }

    /** target := piece from its number {@code from} on, in row-major order; piece [N]. */
    void putInPlace(NDArray target, long from, NDArray piece) {
        try (IValue to = IValue.from((PtNDArray) target);
                IValue numbers = IValue.from((PtNDArray) piece);
                IValue start = IValue.from(from)) {
            discard("put_in_place", to, numbers, start);
        }
    }

    private NDArray call(String method, NDArray... arguments) {
        NDList list = new NDList(arguments);
        list.add(markers.get(method));
        return IValueUtils.forward(module, list, true).singletonOrThrow();
    }

    private float scalar(String method, IValue... arguments) {
        try (IValue result = IValueUtils.runMethod(module, method, arguments);
                NDArray value = result.toTensor((PtNDManager) manager)) {
            return value.getFloat();
        }
    }

    private void discard(String method, IValue... arguments) {
        IValueUtils.runMethod(module, method, arguments).close();
    }

    private static IValue list(List<NDArray> arrays) {
        return IValue.listFrom(arrays.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new));
    }

    /** How many arrays live as long as this object: the same before and after a step, or something leaks. */
    int arrays() {
        return manager.getManagedArrays().size();
    }

    @Override
    public void close() {
        manager.close();
    }
}
