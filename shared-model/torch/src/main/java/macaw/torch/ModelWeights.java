package macaw.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.BiFunction;
import macaw.languagemodel.Checkpoint;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.lora.LoraTensors;
import macaw.languagemodel.safetensors.Dtype;
import macaw.languagemodel.safetensors.TensorData;

/**
 * What a model computes with: tensors by name, all of which are {@link #parameters trained}, or frozen ones under trained adapters. Frozen ones may be
 * held as 16-bit floats; they are computed with as 32-bit floats all the same, one at a time.
 *
 * <p>Letters: N rows, r rank.
 */
final class ModelWeights implements AutoCloseable {
    private final Optional<Parameters> frozen;
    private final Parameters trained;
    private final Optional<LoraTensors> adapters;

    private ModelWeights(Optional<Parameters> frozen, Parameters trained, Optional<LoraTensors> adapters) {
        this.frozen = frozen;
        this.trained = trained;
        this.adapters = adapters;
    }

    /** Without adapters. */
    static ModelWeights whole(Parameters all) {
        return new ModelWeights(Optional.empty(), all, Optional.empty());
    }

    /**
     * A checkpoint under adapters.
     *
     * @param config of the model, whose head need not be the checkpoint's
     * @param held how the checkpoint's weights are held
     * @param fresh the first numbers of trained tensors, by name and shape
     */
    static ModelWeights adapted(
            TorchEngine engine,
            Aten aten,
            Checkpoint checkpoint,
            LoraTensors adapters,
            ModelConfig config,
            Dtype held,
            BiFunction<String, long[], float[]> fresh) {
        List<String> frozen = config.tensors().shapes().keySet().stream()
                .filter(name -> adapters.whole(name).isEmpty())
                .toList();
        Map<String, String> whole = new HashMap<>();
        config.tensors()
                .shapes()
                .keySet()
                .forEach(name -> adapters.whole(name).ifPresent(trained -> whole.put(trained, name)));
        SequencedMap<String, long[]> shapes = adapters.shapes();
        Parameters trained = Parameters.of(
                engine,
                shapes,
                name -> {
                    String inModel = whole.getOrDefault(name, name);
                    return checkpoint.names().contains(inModel)
                            ? checkpoint.floats(inModel)
                            : fresh.apply(inModel, shapes.get(name));
                },
                true);
        return new ModelWeights(
                Optional.of(Parameters.load(engine, aten, checkpoint, frozen, Optional.of(held))),
                trained,
                Optional.of(adapters));
    }

    /** The same with other numbers in place of the trained ones. */
    ModelWeights with(Parameters numbers) {
        return new ModelWeights(frozen, numbers, adapters);
    }

    /** The frozen tensors alone; everything where there are no adapters. */
    ModelWeights withoutAdapters() {
        return whole(frozen.orElse(trained));
    }

    /** All tensors of the model, or the adapters and what is trained beside them. */
    Parameters parameters() {
        return trained;
    }

    Optional<LoraTensors> adapters() {
        return adapters;
    }

    /** The model's tensor of that name, in 32-bit floats; what has to be converted belongs to {@code scope}. */
    NDArray get(Aten aten, NDManager scope, String name) {
        return adapters.flatMap(tensors -> tensors.whole(name))
                .map(trained::get)
                .orElseGet(() -> frozen.orElse(trained).floats(aten, scope, name));
    }

    /** Rows [N, D] of an embedding at ids [N], in 32-bit floats, in the manager of the ids: only they are converted. */
    NDArray rows(Aten aten, NDArray ids, String name) {
        return frozen.orElse(trained).rows(aten, ids, name);
    }

    /** y = W x becomes W x + scale · B A x where the weight of that name is adapted; x [N, in], y [N, out]. */
    NDArray adapted(Aten aten, NDArray y, NDArray x, String name) {
        return pair(name)
                .map(pair -> aten.lora(y, x, trained.get(pair.a()), trained.get(pair.b()), scale()))
                .orElse(y);
    }

    private Optional<LoraTensors.Pair> pair(String name) {
        return adapters.flatMap(tensors -> tensors.pair(name));
    }

    private double scale() {
        return adapters.orElseThrow().lora().scale();
    }

    /**
     * The model's tensors with the adapters merged into them, W + scale · B A; each leaves torch when it is its turn.
     *
     * @param shapes every tensor of the model
     */
    SequencedMap<String, TensorData> merged(TorchEngine engine, Aten aten, SequencedMap<String, long[]> shapes) {
        SequencedMap<String, TensorData> data = new LinkedHashMap<>();
        shapes.forEach((name, shape) ->
                data.put(name, new TensorData(Dtype.F32, shape, segment -> mergeInto(segment, engine, aten, name))));
        return data;
    }

    private void mergeInto(MemorySegment segment, TorchEngine engine, Aten aten, String name) {
        try (NDManager scope = engine.newManager();
                var unrecorded = Gradients.unrecorded()) {
            NDArray weight = get(aten, scope, name);
            NDArray sum =
                    pair(name).map(pair -> merged(aten, scope, weight, pair)).orElse(weight);
            Pieces.DEFAULT.write(sum, segment);
        }
    }

    private NDArray merged(Aten aten, NDManager scope, NDArray weight, LoraTensors.Pair pair) {
        boolean inputsFirst = adapters.orElseThrow().inputsFirst();
        return aten.merged(scope, weight, trained.get(pair.a()), trained.get(pair.b()), scale(), inputsFirst);
    }

    /** How many arrays live as long as this object. */
    int arrays() {
        return trained.arrays() + frozen.map(Parameters::arrays).orElse(0);
    }

    @Override
    public void close() {
        frozen.ifPresent(Parameters::close);
        trained.close();
    }
}
