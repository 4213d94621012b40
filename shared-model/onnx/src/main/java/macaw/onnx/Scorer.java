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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.Checkpoint;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.ModelHead;

/**
 * Scores sequences with a reward model: one number each, read at the sequence's last token, shifted and scaled as its configuration says.
 * Runs on DJL's ONNX Runtime engine. A score depends on its sequence only, bit for bit: whatever shares the batch, and whether or not its prompt
 * was computed for another sequence too. Not thread-safe; one thread at a time calls it.
 */
public final class Scorer implements AutoCloseable {
    /** Tokens of a batch where nobody says how many. */
    public static final int DEFAULT_BATCH_TOKENS = 8192;

    private static final String ENGINE = "OnnxRuntime";
    /** Sequences of a call, and parts that attention is computed in: those of nine outputs of a prompt of a thousand tokens. */
    private static final int LANES = 16;
    /** Tokens of a call: enough for large products, and few enough for what lies between them to stay in the processor's caches. */
    private static final int ROWS = 1024;

    private final ModelConfig config;
    private final PackedBatch.Shape shape;
    private final Model model;
    private final Predictor<NDList, NDList> predictor;

    private Scorer(ModelConfig config, Model model) {
        this.config = config;
        this.shape = PackedBatch.Shape.of(LANES, ROWS, config.headSize());
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
        byte[] graph = ModelGraph.scorer(checkpoint, config.maxPositions(), LANES);
        OnnxRuntime.environment();
        Model model = Model.newInstance(checkpoint.directory().toString(), ENGINE);
        try (var options = OnnxRuntime.options(checkpoint, threads)) {
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
     * The score of each sequence, in order. A beginning that several have in common, a prompt for instance, is computed once a call; calls are made
     * so that such sequences share one.
     *
     * @param sequences token ids without padding, each of 1 to {@link #contextLength} tokens of the vocabulary
     */
    public float[] score(List<int[]> sequences) {
        sequences.forEach(this::check);
        float[] scores = new float[sequences.size()];
        for (int[] call : PackedBatch.calls(sequences, shape)) {
            float[] some = score(
                    PackedBatch.of(Arrays.stream(call).mapToObj(sequences::get).toList(), shape));
            for (int i = 0; i < call.length; i++) {
                scores[call[i]] = (float) config.normalisedReward(some[i]);
            }
        }
        return scores;
    }

    private float[] score(PackedBatch batch) {
        try (NDManager step = model.getNDManager().newSubManager()) {
            int rows = batch.ids().length;
            NDList inputs = new NDList(
                    named(step.create(batch.ids(), new Shape(rows, 1)), ModelGraph.IDS), // [N, 1]
                    named(step.create(batch.positions(), new Shape(rows, 1)), ModelGraph.POSITIONS), // [N, 1]
                    named(step.create(batch.lastRows()), ModelGraph.LAST)); // [E]
            lanes(step, inputs, batch.segments(), SegmentAttentionGraph.SEGMENTS);
            lanes(step, inputs, batch.ends(), SegmentAttentionGraph.ENDS);
            try (NDList outputs = predictor.predict(inputs)) {
                return outputs.singletonOrThrow().toFloatArray(); // [E, 1, 1]
            }
        } catch (TranslateException e) {
            throw OnnxRuntime.failed("to score", e);
        }
    }

    private static void lanes(NDManager step, NDList inputs, PackedBatch.Lanes lanes, String kind) {
        Shape rows = new Shape(1, lanes.rows().length);
        inputs.add(named(step.create(lanes.rows(), rows), SegmentAttentionGraph.rows(kind))); // [1, ΣS]
        inputs.add(named(step.create(lanes.rowCounts()), SegmentAttentionGraph.rowCounts(kind))); // [J]
        inputs.add(named(step.create(lanes.past()), SegmentAttentionGraph.past(kind))); // [ΣP]
        inputs.add(named(step.create(lanes.pastCounts()), SegmentAttentionGraph.pastCounts(kind))); // [J]
        inputs.add(named(step.create(lanes.lastPositions()), SegmentAttentionGraph.lastPositions(kind))); // [J]
        inputs.add(named(step.create(lanes.places()), SegmentAttentionGraph.places(kind))); // [N] or [E]
    }

    @Override
    public void close() {
        predictor.close();
        model.close();
    }

    private void check(int[] sequence) {
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
    }

    private static NDArray named(NDArray array, String name) {
        array.setName(name);
        return array;
    }
}
