package macaw.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import macaw.languagemodel.Checkpoint;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.ModelTensors;
import macaw.languagemodel.safetensors.Dtype;
import macaw.languagemodel.safetensors.SafetensorsFile;
import macaw.languagemodel.safetensors.TensorData;
import macaw.languagemodel.safetensors.TensorEntry;

/** Named tensors in a fixed order: in 32-bit floats with or without gradients, or frozen in 16-bit ones. */
public final class Parameters implements AutoCloseable {
    private final NDManager manager;
    private final SequencedMap<String, NDArray> tensors = new LinkedHashMap<>();
    private final boolean trainable;
    private final Dtype held;

    private Parameters(TorchEngine engine, boolean trainable, Dtype held) {
        if (held == Dtype.F16 || (trainable && held != Dtype.F32)) {
            throw new IllegalArgumentException("parameters are not held as " + held);
        }
        this.manager = engine.newManager();
        this.trainable = trainable;
        this.held = held;
    }

    /** The tensors of {@code shapes}, each filled by {@code values}. */
    public static Parameters of(
            TorchEngine engine,
            SequencedMap<String, long[]> shapes,
            Function<String, float[]> values,
            boolean trainable) {
        var parameters = new Parameters(engine, trainable, Dtype.F32);
        shapes.forEach((name, shape) -> parameters.add(name, shape, values.apply(name)));
        return parameters;
    }

    /** The weights of a checkpoint, in the order of {@link ModelTensors#shapes}. */
    public static Parameters load(TorchEngine engine, Aten aten, Checkpoint checkpoint, boolean trainable) {
        return load(
                engine, aten, checkpoint, checkpoint.names(), trainable ? Optional.empty() : Optional.of(Dtype.F32));
    }

    /**
     * All tensors of {@code config}, trainable: the checkpoint's, and fresh ones where it has none, by name and shape. Their order is that of
     * {@link ModelTensors#shapes}.
     */
    static Parameters load(
            TorchEngine engine,
            Aten aten,
            Checkpoint checkpoint,
            ModelConfig config,
            BiFunction<String, long[], float[]> fresh) {
        var parameters = new Parameters(engine, true, Dtype.F32);
        config.tensors().shapes().forEach((name, shape) -> {
            if (checkpoint.names().contains(name)) {
                parameters.add(aten, name, checkpoint);
            } else {
                parameters.add(name, shape, fresh.apply(name, shape));
            }
        });
        return parameters;
    }

    /**
     * Tensors of a checkpoint, straight from its file: they are never on the heap.
     *
     * @param frozen how they are held where they are not trained; empty makes them trainable, in 32-bit floats
     */
    static Parameters load(
            TorchEngine engine, Aten aten, Checkpoint checkpoint, Collection<String> names, Optional<Dtype> frozen) {
        var parameters = new Parameters(engine, frozen.isEmpty(), frozen.orElse(Dtype.F32));
        names.forEach(name -> parameters.add(aten, name, checkpoint));
        return parameters;
    }

    private void add(Aten aten, String name, Checkpoint checkpoint) {
        add(name, copied(aten, checkpoint, name));
    }

    private void add(String name, long[] shape, float[] values) {
        // copied: what DJL makes of an array lies in Java's memory, which goes with the object that forgetGradients
        // replaces
        try (NDArray view = manager.create(values, new Shape(shape));
                var unrecorded = Gradients.unrecorded()) {
            add(name, view.duplicate());
        }
    }

    private void add(String name, NDArray tensor) {
        tensor.setRequiresGradient(trainable);
        tensors.put(name, tensor);
    }

    private NDArray copied(Aten aten, Checkpoint checkpoint, String name) {
        long[] shape = checkpoint.entry(name).shape();
        NDArray tensor =
                held == Dtype.F32 ? manager.create(new Shape(shape), DataType.FLOAT32) : aten.halves(manager, shape);
        Pieces.DEFAULT.read(aten, tensor, (from, into) -> checkpoint.floats(name, from, into));
        return tensor;
    }

    /** All zero, with the names and shapes of {@code like}. */
    static Parameters zerosLike(TorchEngine engine, Parameters like) {
        var zeros = new Parameters(engine, false, Dtype.F32);
        like.tensors.forEach((name, tensor) -> zeros.tensors.put(name, zeros.manager.zeros(tensor.getShape())));
        return zeros;
    }

    /** The same numbers, without gradients. */
    public Parameters frozenCopy(TorchEngine engine) {
        var copy = new Parameters(engine, false, Dtype.F32);
        try (var unrecorded = Gradients.unrecorded()) {
            tensors.forEach((name, tensor) -> {
                NDArray duplicate = tensor.duplicate();
                duplicate.attach(copy.manager);
                copy.tensors.put(name, duplicate);
            });
        }
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

    /** The tensor of that name; it belongs to this object. */
    public NDArray get(String name) {
        NDArray tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no parameter " + name + " among " + tensors.keySet());
        }
        return tensor;
    }

    /** The tensor of that name in 32-bit floats; where it has to be converted, the result belongs to {@code scope}. */
    NDArray floats(Aten aten, NDManager scope, String name) {
        if (held == Dtype.F32) {
            return get(name);
        }
        NDArray converted = aten.floats(get(name));
        converted.attach(scope);
        return converted;
    }

    /** Rows [N, D] of the table of that name at ids [N], in 32-bit floats, in the manager of the ids. */
    NDArray rows(Aten aten, NDArray ids, String name) {
        NDArray rows = aten.embedding(ids, get(name));
        return held == Dtype.F32 ? rows : aten.floats(rows);
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

    /** Forgets the gradients, also those that are NaN, and gives their memory back: a tensor's storage goes on in one that never had any. */
    public void forgetGradients() {
        tensors.replaceAll((name, tensor) -> {
            NDArray fresh = JniUtils.detachGradient((PtNDArray) tensor);
            fresh.attach(manager);
            fresh.setRequiresGradient(trainable);
            tensor.close();
            return fresh;
        });
    }

    /** Writes the numbers of a file over those here; names and shapes must be the same. */
    public void load(Aten aten, SafetensorsFile file, String prefix) {
        tensors.forEach((name, tensor) -> {
            TensorEntry entry = file.entry(prefix + name);
            if (entry.dtype() != Dtype.F32
                    || !Arrays.equals(entry.shape(), tensor.getShape().getShape())) {
                throw new IllegalStateException(file.file() + " holds " + prefix + name + " in another shape");
            }
            Pieces.DEFAULT.read(aten, tensor, (from, into) -> file.floats(prefix + name, from, into));
        });
    }

    /** What a writer needs; each tensor leaves torch when it is its turn. */
    public SequencedMap<String, TensorData> tensorData(String prefix) {
        SequencedMap<String, TensorData> data = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> data.put(
                prefix + name,
                new TensorData(
                        Dtype.F32, tensor.getShape().getShape(), segment -> Pieces.DEFAULT.write(tensor, segment))));
        return data;
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
