package macaw.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.function.Function;
import macaw.languagemodel.Checkpoint;
import macaw.languagemodel.LlamaTensors;
import macaw.languagemodel.safetensors.Dtype;
import macaw.languagemodel.safetensors.SafetensorsFile;
import macaw.languagemodel.safetensors.TensorData;

/** Named tensors in 32-bit floats, in a fixed order, with or without gradients. */
public final class Parameters implements AutoCloseable {
    private final NDManager manager;
    private final SequencedMap<String, NDArray> tensors = new LinkedHashMap<>();
    private final boolean trainable;

    private Parameters(TorchEngine engine, boolean trainable) {
        this.manager = engine.newManager();
        this.trainable = trainable;
    }

    /** The tensors of {@code shapes}, each filled by {@code values}. */
    public static Parameters of(
            TorchEngine engine,
            SequencedMap<String, long[]> shapes,
            Function<String, float[]> values,
            boolean trainable) {
        var parameters = new Parameters(engine, trainable);
        shapes.forEach((name, shape) -> parameters.add(name, shape, values.apply(name)));
        return parameters;
    }

    /** The weights of a checkpoint, in the order of {@link LlamaTensors#shapes}. */
    public static Parameters load(TorchEngine engine, Checkpoint checkpoint, boolean trainable) {
        return of(engine, LlamaTensors.shapes(checkpoint.config()), checkpoint::floats, trainable);
    }

    /** All zero, with the names and shapes of {@code like}. */
    static Parameters zerosLike(TorchEngine engine, Parameters like) {
        var zeros = new Parameters(engine, false);
        like.tensors.forEach((name, tensor) -> zeros.tensors.put(name, zeros.manager.zeros(tensor.getShape())));
        return zeros;
    }

    /** The same numbers, without gradients. */
    public Parameters frozenCopy(TorchEngine engine) {
        Parameters copy = zerosLike(engine, this);
        copy.tensors.forEach((name, tensor) -> tensor.set(buffer(get(name))));
        return copy;
    }

    /** Takes the numbers of parameters with the same names and shapes. */
    public void copyFrom(Aten aten, Parameters source) {
        try (var unrecorded = Gradients.unrecorded()) {
            aten.copyInPlace(values(), source.values());
        }
    }

    /** Moves towards the numbers of {@code source}: θ ← θ + weight · (source − θ). */
    public void moveTowards(Aten aten, Parameters source, double weight) {
        try (var unrecorded = Gradients.unrecorded()) {
            aten.lerpInPlace(values(), source.values(), weight);
        }
    }

    private void add(String name, long[] shape, float[] values) {
        NDArray tensor = manager.create(values, new Shape(shape));
        tensor.setRequiresGradient(trainable);
        tensors.put(name, tensor);
    }

    /** The tensor of that name; it belongs to this object. */
    public NDArray get(String name) {
        NDArray tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no parameter " + name + " among " + tensors.keySet());
        }
        return tensor;
    }

    public SequencedSet<String> names() {
        return Collections.unmodifiableSequencedSet(tensors.sequencedKeySet());
    }

    /** All tensors in order. */
    public List<NDArray> values() {
        return List.copyOf(tensors.values());
    }

    /** How many numbers there are. */
    public long count() {
        return tensors.values().stream().mapToLong(NDArray::size).sum();
    }

    /** The gradients in the order of {@link #values}; they belong to {@code owner}. Every tensor must have been reached by a backward pass. */
    List<NDArray> gradients(NDManager owner) {
        return tensors.values().stream()
                .map(tensor -> {
                    NDArray gradient = tensor.getGradient();
                    gradient.attach(owner);
                    return gradient;
                })
                .toList();
    }

    /** A copy of the gradient of one tensor. */
    public float[] gradient(String name) {
        try (NDArray gradient = get(name).getGradient()) {
            return gradient.toFloatArray();
        }
    }

    /** Forgets the gradients, also those that are NaN. */
    public void zeroGradients() {
        tensors.values().forEach(tensor -> JniUtils.zeroGrad((PtNDArray) tensor));
    }

    /** Writes the numbers of a file over those here; names and shapes must be the same. */
    public void load(SafetensorsFile file, String prefix) {
        tensors.forEach((name, tensor) -> {
            float[] values = file.floats(prefix + name);
            if (!Arrays.equals(
                    file.entry(prefix + name).shape(), tensor.getShape().getShape())) {
                throw new IllegalStateException(file.file() + " holds " + prefix + name + " in another shape");
            }
            try (var unrecorded = Gradients.unrecorded()) {
                tensor.set(values);
            }
        });
    }

    /** What a writer needs; each tensor leaves torch when it is its turn. */
    public SequencedMap<String, TensorData> tensorData(String prefix) {
        SequencedMap<String, TensorData> data = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> data.put(
                prefix + name,
                new TensorData(
                        Dtype.F32,
                        tensor.getShape().getShape(),
                        segment -> segment.copyFrom(MemorySegment.ofBuffer(buffer(tensor))))));
        return data;
    }

    private static ByteBuffer buffer(NDArray tensor) {
        return tensor.toByteBuffer().order(ByteOrder.nativeOrder());
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
