package macaw.onnx;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import ai.onnxruntime.OrtException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.Checkpoint;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.ModelHead;

/**
 * Scores sequences with a reward model: one number each, read at the sequence's last token, shifted and scaled as its configuration says.
 * Runs on DJL's ONNX Runtime engine. A score depends on its sequence only, bit for bit, whatever shares the batch. Not thread-safe; one
 * thread at a time calls it.
 */
public final class Scorer implements AutoCloseable {
    private static final String ENGINE = "OnnxRuntime";
    /** A batch is at least this wide, so that a sequence of one token takes the same kernels alone and padded. */
    private static final int NARROWEST = 2;

    private final ModelConfig config;
    private final Model model;
    private final Predictor<NDList, NDList> predictor;

    private Scorer(ModelConfig config, Model model) {
        this.config = config;
        this.model = model;
        this.predictor = model.newPredictor(new NoopTranslator());
    }

    /**
     * Opens a scorer over a verified checkpoint, whose files have to stay where they are while this method runs; afterwards the checkpoint
     * may be closed. Errors: CONFIG_UNSUPPORTED (not a sequence classifier), SETTINGS_INVALID (flash attention is on).
     *
     * @param threads native threads that a call may use, this one included
     */
    public static Scorer open(Checkpoint checkpoint, int threads) {
        Numerics.requireBatchInvariance();
        ModelConfig config = checkpoint.config();
        if (config.head() != ModelHead.SEQUENCE_CLASSIFICATION) {
            throw new CodedException(
                    ErrorCode.CONFIG_UNSUPPORTED, checkpoint.directory() + " is not a sequence classifier");
        }
        byte[] graph = LlamaGraph.scorer(checkpoint, config.maxPositions());
        OnnxRuntime.environment();
        Model model = Model.newInstance(checkpoint.directory().toString(), ENGINE);
        try {
            var options = OnnxRuntime.options(checkpoint.directory(), threads);
            model.load(new ByteArrayInputStream(graph), Map.of("sessionOptions", options));
            return new Scorer(config, model);
        } catch (OrtException | IOException | MalformedModelException e) {
            model.close();
            throw OnnxRuntime.failed("to open " + checkpoint.directory(), e);
        }
    }

    /** Most tokens that a sequence may have. */
    public int contextLength() {
        return config.maxPositions();
    }

    /**
     * The score of each sequence, in order.
     *
     * @param sequences token ids without padding, each of 1 to {@link #contextLength} tokens of the vocabulary
     */
    public float[] score(List<int[]> sequences) {
        int batch = sequences.size();
        if (batch == 0) {
            return new float[0];
        }
        int width = NARROWEST;
        for (int[] sequence : sequences) {
            width = Math.max(width, checked(sequence).length);
        }
        long[] ids = new long[batch * width];
        long[] positions = new long[batch * width];
        int[] lastInt = new int[batch];
        long[] last = new long[batch];
        for (int row = 0; row < batch; row++) {
            int[] sequence = sequences.get(row);
            for (int i = 0; i < width; i++) {
                // what stands in the padding does not matter: attention looks back only
                ids[row * width + i] = i < sequence.length ? sequence[i] : 0;
                positions[row * width + i] = i;
            }
            lastInt[row] = sequence.length - 1;
            last[row] = sequence.length - 1;
        }
        try (NDManager step = model.getNDManager().newSubManager()) {
            NDList inputs = new NDList(
                    named(step.create(ids, new Shape(batch, width)), LlamaGraph.IDS), // [B, S]
                    named(step.create(lastInt, new Shape(batch)), LlamaGraph.PAST_LENGTHS), // [B]
                    named(step.create(new int[] {width}, new Shape(1)), LlamaGraph.TOTAL_LENGTH),
                    named(step.create(last, new Shape(batch, 1)), LlamaGraph.LAST)); // [B, 1]
            if (LlamaGraph.needsPositions(config)) {
                inputs.add(named(step.create(positions, new Shape(batch, width)), LlamaGraph.POSITIONS));
            }
            try (NDList outputs = predictor.predict(inputs)) {
                return normalised(outputs.singletonOrThrow().toFloatArray()); // [B, 1]
            }
        } catch (TranslateException e) {
            throw OnnxRuntime.failed("to score", e);
        }
    }

    @Override
    public void close() {
        predictor.close();
        model.close();
    }

    private int[] checked(int[] sequence) {
        if (sequence.length == 0) {
            throw new CodedException(ErrorCode.RESPONSE_EMPTY, "a sequence to score needs at least one token");
        }
        if (sequence.length > config.maxPositions()) {
            throw new CodedException(
                    ErrorCode.PROMPT_TOO_LONG,
                    "a sequence of " + sequence.length + " tokens does not fit the model's context of "
                            + config.maxPositions());
        }
        for (int id : sequence) {
            if (id < 0 || id >= config.vocabularySize()) {
                throw new CodedException(
                        ErrorCode.TOKEN_OUT_OF_VOCABULARY,
                        "token " + id + " is not in the vocabulary of " + config.vocabularySize());
            }
        }
        return sequence;
    }

    private float[] normalised(float[] raw) {
        float[] scores = new float[raw.length];
        for (int i = 0; i < raw.length; i++) {
            scores[i] = (float) config.normalisedReward(raw[i]);
        }
        return scores;
    }

    private static NDArray named(NDArray array, String name) {
        array.setName(name);
        return array;
    }
}
