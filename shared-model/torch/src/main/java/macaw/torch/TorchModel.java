package macaw.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.Checkpoint;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.ModelHead;
import macaw.languagemodel.ModelTensors;
import macaw.languagemodel.Role;
import macaw.languagemodel.lora.LoraTensors;
import macaw.languagemodel.safetensors.Dtype;
import macaw.languagemodel.safetensors.SafetensorsFile;
import macaw.languagemodel.safetensors.TensorData;

/**
 * The forward pass of a transformer (what its blocks compute the configuration says, see {@link macaw.languagemodel.BlockForm}) over
 * {@link Parameters}, up to the hidden states after the final norm, and the two heads that read them. Rows that nobody asks a head for cost nothing
 * beyond their hidden state.
 *
 * <p>Letters: B sequences, T positions, D width, N rows, V vocabulary.
 */
public final class TorchModel implements AutoCloseable {
    private final TorchEngine engine;
    private final Aten aten;
    private final ModelConfig config;
    private final ModelTensors tensors;
    private final ModelWeights weights;
    private final boolean gradientCheckpointing;
    private final boolean view;
    private final NDManager constants;
    private final ModelConstants numbers;
    private final WeightedLayers layers;
    private final Block block;

    /** A model without adapters, which owns its parameters. */
    public TorchModel(TorchEngine engine, Aten aten, ModelConfig config, Parameters parameters) {
        this(engine, aten, config, ModelWeights.whole(parameters), false);
    }

    TorchModel(TorchEngine engine, Aten aten, ModelConfig config, ModelWeights weights, boolean gradientCheckpointing) {
        this.engine = engine;
        this.aten = aten;
        this.config = config;
        this.tensors = config.tensors();
        this.weights = weights;
        this.gradientCheckpointing = gradientCheckpointing;
        this.view = false;
        this.constants = engine.newManager();
        this.numbers = ModelConstants.of(config, constants);
        this.layers = new WeightedLayers(aten, config, weights, numbers);
        this.block = new Block(aten, config, layers, numbers);
    }

    private TorchModel(TorchModel of, ModelWeights weights) {
        this.engine = of.engine;
        this.aten = of.aten;
        this.config = of.config;
        this.tensors = of.tensors;
        this.weights = weights;
        this.gradientCheckpointing = of.gradientCheckpointing;
        this.view = true;
        this.constants = of.constants;
        this.numbers = of.numbers;
        this.layers = new WeightedLayers(aten, config, weights, numbers);
        this.block = new Block(aten, config, layers, numbers);
    }

    /** Opens, verifies and loads a checkpoint folder. */
    public static TorchModel open(TorchEngine engine, Aten aten, Path directory, boolean trainable) {
        try (Checkpoint checkpoint = Checkpoint.open(directory)) {
            return new TorchModel(
                    engine, aten, checkpoint.config(), Parameters.load(engine, aten, checkpoint, trainable));
        }
    }

    /**
     * Opens, verifies and loads a checkpoint folder that is only read.
     *
     * @param held how its weights are held
     */
    public static TorchModel frozen(TorchEngine engine, Aten aten, Path directory, Dtype held) {
        try (Checkpoint checkpoint = Checkpoint.open(directory)) {
            return new TorchModel(
                    engine,
                    aten,
                    checkpoint.config(),
                    Parameters.load(engine, aten, checkpoint, checkpoint.names(), Optional.of(held)));
        }
    }

    /**
     * Opens, verifies and loads a checkpoint folder to train it.
     *
     * @param head what is to stand on top of it
     * @param fresh the first numbers of a tensor that the folder has not, by name and shape: a score head, an adapter
     */
    public static TorchModel trainable(
            TorchEngine engine,
            Aten aten,
            Path directory,
            ModelHead head,
            TrainingMode mode,
            BiFunction<String, long[], float[]> fresh) {
        try (Checkpoint checkpoint = Checkpoint.open(directory)) {
            boolean same = checkpoint.config().head() == head;
            ModelConfig config =
                    same ? checkpoint.config() : checkpoint.config().withHead(head);
            ModelWeights weights = mode.lora()
                    .map(lora -> ModelWeights.adapted(
                            engine, aten, checkpoint, LoraTensors.of(config, lora), config, mode.frozen(), fresh))
                    .orElseGet(() -> ModelWeights.whole(Parameters.load(engine, aten, checkpoint, config, fresh)));
            return new TorchModel(engine, aten, config, weights, mode.gradientCheckpointing());
        }
    }

    /** The same model with other numbers in place of its {@link #parameters}. It ends with this one, whether it is closed or not. */
    public TorchModel holding(Parameters numbers) {
        return new TorchModel(this, weights.with(numbers));
    }

    /** The model as it was before its adapters; see {@link #holding} for its end. */
    public TorchModel withoutAdapters() {
        return new TorchModel(this, weights.withoutAdapters());
    }

    /** Takes the numbers of its {@link #parameters} from a file that holds them under names that begin with {@code prefix}. */
    public void load(SafetensorsFile file, String prefix) {
        weights.parameters().load(aten, file, prefix);
    }

    /** The adapters, where it has any. */
    public Optional<LoraTensors> adapters() {
        return weights.adapters();
    }

    /** Every tensor of the model for a writer, adapters merged into what they adapt. */
    public SequencedMap<String, TensorData> tensorData() {
        return weights.merged(engine, aten, tensors.shapes());
    }

    public ModelConfig config() {
        return config;
    }

    /** What is trained: all tensors, or the adapters and what is trained beside them. */
    public Parameters parameters() {
        return weights.parameters();
    }

    boolean gradientCheckpointing() {
        return gradientCheckpointing;
    }

    boolean trainsEmbedding() {
        return weights.adapters().isEmpty();
    }

    Aten aten() {
        return aten;
    }

    TorchEngine engine() {
        return engine;
    }

    /** Hidden states after the final norm, [B·T, D], in {@code manager}. */
    public NDArray hidden(NDManager manager, TokenBatch batch) {
        return hidden(manager, batch, LongStream.range(0, batch.ids().length).toArray());
    }

    /** The hidden states [N, D] at some rows of these; what only the others need of the last block is not computed. */
    public NDArray hidden(NDManager manager, TokenBatch batch, long[] rows) {
        return hidden(manager, batch, rows, Optional.empty());
    }

    NDArray hidden(NDManager manager, TokenBatch batch, long[] rows, Optional<Dropout> dropout) {
        BatchPositions positions = positions(manager, batch, dropout);
        NDArray x = embedded(manager, batch); // [B·T, D]
        for (int layer = 0; layer < config.layers() - 1; layer++) {
            try (NDArray input = x) {
                x = block(layer, manager, input, positions);
            }
        }
        try (NDArray input = x) {
            return finished(manager, input, positions, rows);
        }
    }

    /** What the positions of a batch mean to every block, in {@code manager}. */
    BatchPositions positions(NDManager manager, TokenBatch batch, Optional<Dropout> dropout) {
        if (batch.longest() > config.maxPositions()) {
            throw new CodedException(
                    ErrorCode.PROMPT_TOO_LONG,
                    batch.longest() + " tokens do not fit the context of " + config.maxPositions());
        }
        return new BatchPositions(aten, manager, batch, config.rotary(), dropout);
    }

    /** The residual stream below the first block, [B·T, D], in {@code manager}. */
    NDArray embedded(NDManager manager, TokenBatch batch) {
        NDArray x = weights.rows(aten, manager.create(batch.ids()), tensors.weight(Role.EMBEDDING));
        if (config.embeddingScale() != 1) {
            x = Gradients.scaled(x, config.embeddingScale());
        }
        if (config.rotary() == null) {
            x = batch.layout().isPresent()
                    ? x.add(placed(manager, batch.layout().get()))
                    : x.reshape(batch.sequences(), batch.positions(), config.hiddenSize())
                            .add(placed(manager, batch.positions()))
                            .reshape(-1, config.hiddenSize());
        }
        return x;
    }

    /** Learned positions from the first on, [T, D]. */
    private NDArray placed(NDManager manager, int positions) {
        return weights.get(aten, manager, tensors.weight(Role.POSITION_EMBEDDING))
                .get(manager, new NDIndex("0:{}", positions));
    }

    /** The learned position of each token, [B·T, D]. */
    private NDArray placed(NDManager manager, TokenBatch.Layout layout) {
        long[] places = Arrays.stream(layout.places()).asLongStream().toArray();
        return weights.rows(aten, manager.create(places), tensors.weight(Role.POSITION_EMBEDDING));
    }

    /** The residual stream after a block, [B·T, D], in {@code manager}, as x is before and after. What the backward pass does not need is freed. */
    NDArray block(int layer, NDManager manager, NDArray x, BatchPositions positions) {
        return scoped(manager, x, () -> block.of(x, layer, positions, UnaryOperator.identity()));
    }

    /** The last block and the final norm: the residual stream [B·T, D] below them → [N, D] at rows. */
    NDArray finished(NDManager manager, NDArray x, BatchPositions positions, long[] rows) {
        int last = config.layers() - 1;
        UnaryOperator<NDArray> read = whole -> rows(manager, whole, rows);
        return scoped(manager, x, () -> {
            // dropout draws for all rows
            NDArray y = positions.drops()
                    ? read.apply(block.of(x, last, positions, UnaryOperator.identity()))
                    : block.of(x, last, positions, read);
            return layers.norm(y, Role.FINAL_NORM, 0);
        });
    }

    private static NDArray scoped(NDManager manager, NDArray x, Supplier<NDArray> computation) {
        try (NDManager scope = manager.newSubManager()) {
            x.attach(scope);
            NDArray y = computation.get();
            x.attach(manager);
            y.attach(manager);
            return y;
        }
    }

    /** [B·T, …] at rows → [N, …]; the array itself where these are all of them in order. */
    NDArray rows(NDArray hidden, long[] rows) {
        return rows(hidden.getManager(), hidden, rows);
    }

    /** @param manager of the index, which is Java's memory and which the backward pass reads again */
    private NDArray rows(NDManager manager, NDArray hidden, long[] rows) {
        if (rows.length == hidden.getShape().get(0)
                && IntStream.range(0, rows.length).allMatch(n -> rows[n] == n)) {
            return hidden;
        }
        return aten.rows(hidden, manager.create(rows));
    }

    /** Next-token logits [N, V] of hidden states [N, D]. */
    public NDArray logits(NDArray hidden) {
        NDArray logits = layers.head(hidden, tensors.languageModelHead());
        return config.logitSoftCap() > 0 ? aten.softCap(logits, numbers.logitSoftCap()) : logits;
    }

    /** The score head's raw output [N] for hidden states [N, D]; see {@link ModelConfig#normalisedReward}. */
    public NDArray scores(NDArray hidden) {
        return layers.head(hidden, tensors.weight(Role.SCORE_HEAD)).reshape(-1);
    }

    /** How many arrays live as long as this object: the same before and after a step, or something leaks. */
    int arrays() {
        return constants.getManagedArrays().size() + weights.arrays();
    }

    @Override
    public void close() {
        if (view) {
            return;
        }
        constants.close();
        weights.close();
    }
}
