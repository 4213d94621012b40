package macaw.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
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
 * <p>Letters: B sequences, T positions, H heads, d head width, N rows, V vocabulary.
 */
public final class Aten implements AutoCloseable {
    private static final String MODULE = "Operators";
    private static final String SOURCE = """
            class Operators(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              def attention(self: __torch__.Operators,
                q: Tensor,
                k: Tensor,
                v: Tensor) -> Tensor:
                return torch.scaled_dot_product_attention(q, k, v, None, 0., True)
              def rms_norm(self: __torch__.Operators,
                x: Tensor,
                weight: Tensor,
                epsilon: Tensor) -> Tensor:
                return torch.rms_norm(x, [torch.size(x, -1)], weight, float(epsilon))
              def swiglu(self: __torch__.Operators,
                gate: Tensor,
                up: Tensor) -> Tensor:
                return torch.mul(torch.silu(gate), up)
              def rotate(self: __torch__.Operators,
                x: Tensor,
                cos: Tensor,
                sin: Tensor) -> Tensor:
                half = torch.floordiv(torch.size(x, -1), 2)
                return torch.addcmul(torch.mul(x, cos), torch.roll(x, [half], [-1]), sin)
              def rows(self: __torch__.Operators,
                x: Tensor,
                index: Tensor) -> Tensor:
                return torch.index_select(x, 0, index)
              def log_probabilities(self: __torch__.Operators,
                logits: Tensor,
                targets: Tensor) -> Tensor:
                return torch.neg(torch.cross_entropy_loss(logits, targets, None, 0, -100, 0.))
              def entropy(self: __torch__.Operators,
                logits: Tensor) -> Tensor:
                logp = torch.log_softmax(logits, -1)
                return torch.neg(torch.sum(torch.mul(torch.exp(logp), logp), [-1]))
              def log_sigmoid(self: __torch__.Operators,
                x: Tensor) -> Tensor:
                return torch.log_sigmoid(x)
              def clip_in_place(self: __torch__.Operators,
                gradients: List[Tensor],
                limit: float) -> Tensor:
                norm = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(gradients, 2)), 2)
                factor = torch.clamp(torch.div(limit, torch.add(norm, 1.0e-06)), None, 1.)
                torch._foreach_mul_(gradients, factor)
                return norm
              def adamw_in_place(self: __torch__.Operators,
                parameters: List[Tensor],
                gradients: List[Tensor],
                first: List[Tensor],
                second: List[Tensor],
                steps: List[Tensor],
                rate: float,
                beta1: float,
                beta2: float,
                decay: float,
                epsilon: float) -> Tensor:
                torch._fused_adamw_(parameters, gradients, first, second, annotate(List[Tensor], []), steps, lr=rate, beta1=beta1, beta2=beta2, weight_decay=decay, eps=epsilon, amsgrad=False, maximize=False)
                return steps[0]
              def lerp_in_place(self: __torch__.Operators,
                averages: List[Tensor],
                values: List[Tensor],
                weight: float) -> Tensor:
                torch._foreach_lerp_(averages, values, weight)
                return averages[0]
              def copy_in_place(self: __torch__.Operators,
                targets: List[Tensor],
                sources: List[Tensor]) -> Tensor:
                torch._foreach_copy_(targets, sources)
                return targets[0]
            """;

    private final NDManager manager;
    private final PtSymbolBlock module;
    private final Map<String, NDArray> markers;

    public Aten(TorchEngine engine) {
        manager = engine.newManager();
        try {
            byte[] archive = TorchScriptArchive.of(MODULE, SOURCE);
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

    /** Causal attention softmax(q·kᵀ/√d)·v; all of [B, H, T, d]. Never holds the T×T matrices where the platform has a fused kernel. */
    public NDArray attention(NDArray q, NDArray k, NDArray v) {
        return call("attention", q, k, v);
    }

    /** x / √(mean(x²) + ε) · weight over the last axis (Zhang and Sennrich 2019). {@code epsilon} is a scalar. */
    public NDArray rmsNorm(NDArray x, NDArray weight, NDArray epsilon) {
        return call("rms_norm", x, weight, epsilon);
    }

    /** silu(gate) · up (Shazeer 2020). */
    public NDArray swiglu(NDArray gate, NDArray up) {
        return call("swiglu", gate, up);
    }

    /**
     * Rotary position embedding in the layout of Hugging Face, where element i is paired with i + d/2: x·cos + roll(x, d/2)·sin, the sine of the
     * first half negated beforehand. x [B, H, T, d], cos and sin [T, d].
     */
    public NDArray rotate(NDArray x, NDArray cos, NDArray sin) {
        return call("rotate", x, cos, sin);
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

    /** Scales gradients so that their common 2-norm is at most {@code limit}; returns the norm before. */
    float clipInPlace(List<NDArray> gradients, double limit) {
        try (IValue list = list(gradients);
                IValue most = IValue.from(limit)) {
            return scalar("clip_in_place", list, most);
        }
    }

    /** One AdamW update of all parameters; {@code step} is a scalar that already counts this one. */
    void adamWInPlace(
            List<NDArray> parameters,
            List<NDArray> gradients,
            List<NDArray> first,
            List<NDArray> second,
            NDArray step,
            double rate,
            double decay,
            AdamW.Settings settings) {
        List<NDArray> steps = parameters.stream().map(parameter -> step).toList();
        try (IValue p = list(parameters);
                IValue g = list(gradients);
                IValue m = list(first);
                IValue v = list(second);
                IValue t = list(steps);
                IValue lr = IValue.from(rate);
                IValue beta1 = IValue.from(settings.beta1());
                IValue beta2 = IValue.from(settings.beta2());
                IValue weightDecay = IValue.from(decay);
                IValue epsilon = IValue.from(settings.epsilon())) {
            scalar("adamw_in_place", p, g, m, v, t, lr, beta1, beta2, weightDecay, epsilon);
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
