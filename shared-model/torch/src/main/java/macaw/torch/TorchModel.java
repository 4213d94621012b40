package macaw.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import java.nio.file.Path;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.Checkpoint;
import macaw.languagemodel.LlamaTensors;
import macaw.languagemodel.ModelConfig;

/**
 * The Llama forward pass (Touvron et al. 2023) over {@link Parameters}, up to the hidden states after the final norm, and the two heads that
 * read them. Rows that nobody asks a head for cost nothing beyond their hidden state.
 *
 * <p>Letters: B sequences, T positions, D width, H query heads, K key and value heads, d head width, F feed-forward width, N rows, V vocabulary.
 */
public final class TorchModel implements AutoCloseable {
    private final TorchEngine engine;
    private final Aten aten;
    private final ModelConfig config;
    private final Parameters parameters;
    private final NDManager constants;
    private final NDArray epsilon;
    private final NDArray cos; // [maxPositions, d]
    private final NDArray sin; // [maxPositions, d], the first half negated

    public TorchModel(TorchEngine engine, Aten aten, ModelConfig config, Parameters parameters) {
        this.engine = engine;
        this.aten = aten;
        this.config = config;
        this.parameters = parameters;
        this.constants = engine.newManager();
        this.epsilon = constants.create((float) config.rmsNormEpsilon());
        int half = config.headSize() / 2;
        double[] frequencies = config.rotaryFrequencies();
        float[] cosines = new float[config.maxPositions() * config.headSize()];
        float[] sines = new float[cosines.length];
        for (int t = 0; t < config.maxPositions(); t++) {
            for (int i = 0; i < config.headSize(); i++) {
                double angle = t * frequencies[i % half];
                cosines[t * config.headSize() + i] = (float) Math.cos(angle);
                sines[t * config.headSize() + i] = (float) (i < half ? -Math.sin(angle) : Math.sin(angle));
            }
        }
        Shape table = new Shape(config.maxPositions(), config.headSize());
        this.cos = constants.create(cosines, table);
        this.sin = constants.create(sines, table);
    }

    /** Opens, verifies and loads a checkpoint folder. */
    public static TorchModel open(TorchEngine engine, Aten aten, Path directory, boolean trainable) {
        try (Checkpoint checkpoint = Checkpoint.open(directory)) {
            return new TorchModel(engine, aten, checkpoint.config(), Parameters.load(engine, checkpoint, trainable));
        }
    }

    public ModelConfig config() {
        return config;
    }

    public Parameters parameters() {
        return parameters;
    }

    Aten aten() {
        return aten;
    }

    TorchEngine engine() {
        return engine;
    }

    /** Hidden states after the final norm, [B·T, D], in {@code manager}. */
    public NDArray hidden(NDManager manager, TokenBatch batch) {
        if (batch.positions() > config.maxPositions()) {
            throw new CodedException(
                    ErrorCode.PROMPT_TOO_LONG,
                    batch.positions() + " tokens do not fit the context of " + config.maxPositions());
        }
        NDArray ids = manager.create(batch.ids()); // [B·T]
        NDArray x = ids.getNDArrayInternal()
                .embedding(ids, parameters.get(LlamaTensors.EMBEDDING), SparseFormat.DENSE)
                .singletonOrThrow(); // [B·T, D]
        NDIndex inBatch = new NDIndex("0:{}", batch.positions());
        NDArray turnCos = cos.get(manager, inBatch); // [T, d]
        NDArray turnSin = sin.get(manager, inBatch);
        for (int layer = 0; layer < config.layers(); layer++) {
            // what the backward pass does not need is freed with its layer
            try (NDManager scope = manager.newSubManager()) {
                x.attach(scope);
                x = x.add(attention(layer, norm(x, LlamaTensors.attentionNorm(layer)), batch, turnCos, turnSin));
                x = x.add(feedForward(layer, norm(x, LlamaTensors.feedForwardNorm(layer))));
                x.attach(manager);
            }
        }
        return norm(x, LlamaTensors.FINAL_NORM);
    }

    private NDArray attention(int layer, NDArray x, TokenBatch batch, NDArray turnCos, NDArray turnSin) {
        NDArray q = heads(linear(x, LlamaTensors.query(layer)), batch, config.heads()); // [B, H, T, d]
        NDArray k = heads(linear(x, LlamaTensors.key(layer)), batch, config.keyValueHeads()); // [B, K, T, d]
        NDArray v = heads(linear(x, LlamaTensors.value(layer)), batch, config.keyValueHeads());
        NDArray mixed = aten.attention(
                aten.rotate(q, turnCos, turnSin), shared(aten.rotate(k, turnCos, turnSin)), shared(v)); // [B, H, T, d]
        long width = (long) config.heads() * config.headSize();
        return linear(
                mixed.transpose(0, 2, 1, 3).reshape(x.getShape().get(0), width), // [B·T, H·d]
                LlamaTensors.attentionOutput(layer)); // [B·T, D]
    }

    /** [B·T, heads·d] → [B, heads, T, d], a view. */
    private NDArray heads(NDArray x, TokenBatch batch, int heads) {
        return x.reshape(batch.sequences(), batch.positions(), heads, config.headSize())
                .transpose(0, 2, 1, 3);
    }

    /** Each key or value head once for every query head of its group: [B, K, T, d] → [B, H, T, d]. */
    private NDArray shared(NDArray x) {
        int group = config.heads() / config.keyValueHeads();
        return group == 1 ? x : x.repeat(1, group);
    }

    private NDArray feedForward(int layer, NDArray x) {
        NDArray inner = aten.swiglu(linear(x, LlamaTensors.gate(layer)), linear(x, LlamaTensors.up(layer))); // [B·T, F]
        return linear(inner, LlamaTensors.down(layer)); // [B·T, D]
    }

    private NDArray norm(NDArray x, String name) {
        return aten.rmsNorm(x, parameters.get(name), epsilon);
    }

    private NDArray linear(NDArray x, String name) { // [N, in] · [out, in]ᵀ → [N, out]
        return x.getNDArrayInternal().linear(x, parameters.get(name), null).singletonOrThrow();
    }

    /** Rows of the hidden states: [B·T, D] at rows → [N, D]. */
    public NDArray rows(NDArray hidden, long[] rows) {
        return aten.rows(hidden, hidden.getManager().create(rows));
    }

    /** Next-token logits [N, V] of hidden states [N, D]. */
    public NDArray logits(NDArray hidden) {
        return linear(hidden, config.tiedEmbeddings() ? LlamaTensors.EMBEDDING : LlamaTensors.LANGUAGE_MODEL_HEAD);
    }

    /** The score head's raw output [N] for hidden states [N, D]; see {@link ModelConfig#normalisedReward}. */
    public NDArray scores(NDArray hidden) {
        return linear(hidden, LlamaTensors.SCORE_HEAD).reshape(-1);
    }

    /** How many arrays live as long as this object: the same before and after a step, or something leaks. */
    int arrays() {
        return constants.getManagedArrays().size() + parameters.arrays();
    }

    @Override
    public void close() {
        constants.close();
        parameters.close();
    }
}
