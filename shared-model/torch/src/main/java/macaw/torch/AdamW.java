package macaw.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.safetensors.SafetensorsFile;
import macaw.languagemodel.safetensors.TensorData;

/**
 * AdamW exactly as PyTorch has it (Loshchilov and Hutter 2019; torch.optim.AdamW), through its fused kernel:
 *
 * <pre>
 * θ ← θ − η λ θ
 * m ← β₁ m + (1 − β₁) g        v ← β₂ v + (1 − β₂) g²
 * θ ← θ − η (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε)
 * </pre>
 *
 * Weights that are matrices decay, vectors (the norms) do not, as in transformers' Trainer and nanoGPT.
 */
public final class AdamW implements AutoCloseable {
    /** As torch.nn.utils.clip_grad_norm_ has it. */
    private static final double CLIP_EPSILON = 1e-6;

    private static final String STEP = "step";
    private static final String FIRST = "first.";
    private static final String SECOND = "second.";

    /**
     * @param beta1 decay of the first moment
     * @param beta2 decay of the second moment
     * @param epsilon added to the root of the second moment
     * @param weightDecay λ, of matrices only
     */
    public record Settings(double beta1, double beta2, double epsilon, double weightDecay) {
        public Settings {
            require(beta1 >= 0 && beta1 < 1, "beta1 must be in [0, 1), was " + beta1);
            require(beta2 >= 0 && beta2 < 1, "beta2 must be in [0, 1), was " + beta2);
            require(epsilon > 0 && epsilon < 1, "epsilon must be above 0 and below 1, was " + epsilon);
            require(weightDecay >= 0 && weightDecay < 1, "weight decay must be in [0, 1), was " + weightDecay);
        }

        private static void require(boolean holds, String what) {
            if (!holds) {
                throw new CodedException(ErrorCode.SETTINGS_INVALID, what);
            }
        }
    }

    private final Aten aten;
    private final TorchEngine engine;
    private final Settings settings;
    private final Parameters parameters;
    private final Parameters first;
    private final Parameters second;
    private long steps;

    public AdamW(TorchEngine engine, Aten aten, Parameters parameters, Settings settings) {
        this.engine = engine;
        this.aten = aten;
        this.parameters = parameters;
        this.settings = settings;
        this.first = Parameters.zerosLike(engine, parameters);
        this.second = Parameters.zerosLike(engine, parameters);
    }

    /**
     * Updates the parameters with the accumulated gradients, scaled so that their common 2-norm is at most {@code maxGradientNorm}, and forgets the
     * gradients.
     *
     * @return the norm before clipping
     * @throws CodedException LOSS_NOT_FINITE when it is NaN or infinite; nothing is updated then
     */
    public double step(double learningRate, double maxGradientNorm) {
        try (NDManager manager = engine.newManager();
                var unrecorded = Gradients.unrecorded()) {
            List<NDArray> gradients = parameters.gradients(manager);
            double norm = aten.norm(gradients);
            if (!Double.isFinite(norm)) {
                throw new CodedException(
                        ErrorCode.LOSS_NOT_FINITE, "the gradient's norm is " + norm + " at optimizer step " + steps);
            }
            steps++;
            double divisor = Math.max(1, (norm + CLIP_EPSILON) / maxGradientNorm);
            update(manager, gradients, learningRate, divisor, true);
            update(manager, gradients, learningRate, divisor, false);
            parameters.forgetGradients();
            return norm;
        }
    }

    private void update(
            NDManager manager, List<NDArray> gradients, double learningRate, double divisor, boolean matrices) {
        List<NDArray> values = parameters.values();
        List<NDArray> p = new ArrayList<>();
        List<NDArray> g = new ArrayList<>();
        List<NDArray> m = new ArrayList<>();
        List<NDArray> v = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i).getShape().dimension() > 1 == matrices) {
                p.add(values.get(i));
                g.add(gradients.get(i));
                m.add(first.values().get(i));
                v.add(second.values().get(i));
            }
        }
        if (!p.isEmpty()) {
            double decay = matrices ? settings.weightDecay() : 0;
            aten.adamWInPlace(
                    p,
                    g,
                    m,
                    v,
                    manager.create((float) steps),
                    manager.create((float) divisor),
                    learningRate,
                    decay,
                    settings);
        }
    }

    /** Steps taken. */
    public long steps() {
        return steps;
    }

    /** The complete state, under names that begin with {@code prefix}. */
    public SequencedMap<String, TensorData> tensorData(String prefix) {
        SequencedMap<String, TensorData> data = new LinkedHashMap<>();
        // two halves, each of which a float holds exactly
        float[] counter = {steps >>> 24, steps & 0xFFFFFF};
        data.put(prefix + STEP, TensorData.ofFloats(new long[] {2}, counter));
        data.putAll(first.tensorData(prefix + FIRST));
        data.putAll(second.tensorData(prefix + SECOND));
        return data;
    }

    /** Takes the state that {@link #tensorData} described. */
    public void load(SafetensorsFile file, String prefix) {
        float[] counter = file.floats(prefix + STEP);
        steps = ((long) counter[0] << 24) | (long) counter[1];
        first.load(aten, file, prefix + FIRST);
        second.load(aten, file, prefix + SECOND);
    }

    /** How many arrays live as long as this object: the same before and after a step, or something leaks. */
    int arrays() {
        return first.arrays() + second.arrays();
    }

    @Override
    public void close() {
        first.close();
        second.close();
    }
}
