package macaw.onnx;

import static ai.onnx.proto.OnnxMl.TensorProto.DataType.FLOAT;
import static ai.onnx.proto.OnnxMl.TensorProto.DataType.INT32;
import static ai.onnx.proto.OnnxMl.TensorProto.DataType.INT64;
import static macaw.onnx.OnnxGraph.integer;
import static macaw.onnx.OnnxGraph.real;

import java.util.ArrayList;
import java.util.List;
import macaw.languagemodel.Checkpoint;
import macaw.languagemodel.LlamaTensors;
import macaw.languagemodel.ModelConfig;

/**
 * The Llama graph over a checkpoint's own bytes. Letters: B sequences, S positions of this call, M positions of the cache, D width, H query
 * heads, K key-value heads, d head size, F inner width, V vocabulary.
 *
 * <p>Matrices are [out, in], as Hugging Face stores them, and are multiplied by {@code FusedMatMul transB=1}: ONNX Runtime packs a constant
 * right-hand side once, and from then on a row's bits do not depend on how many rows share the call. Query, key and value, and gate and up,
 * are concatenated while the session is made, because few large products are faster than many small ones.
 */
final class LlamaGraph {
    static final String IDS = "ids";
    static final String PAST_LENGTHS = "past_lengths";
    static final String TOTAL_LENGTH = "total_length";
    static final String POSITIONS = "positions";
    static final String LAST = "last";
    static final String LOGITS = "logits";
    static final String SCORES = "scores";

    /** GroupQueryAttention rotates by itself only heads whose size is a multiple of this. */
    private static final int ROTARY_ALIGNMENT = 16;

    private final Checkpoint checkpoint;
    private final ModelConfig config;
    private final OnnxGraph graph;
    private final boolean cached;

    private LlamaGraph(Checkpoint checkpoint, int positions, boolean cached) {
        this.checkpoint = checkpoint;
        this.config = checkpoint.config();
        this.cached = cached;
        graph = new OnnxGraph(config.head().architecture());
        graph.input(IDS, INT64, "B", "S");
        graph.input(PAST_LENGTHS, INT32, "B");
        graph.input(TOTAL_LENGTH, INT32, 1);
        if (needsPositions(config)) {
            graph.input(POSITIONS, INT64, "B", "S");
        }
        rotaryTables(positions);
    }

    /**
     * Writes logits of one position a sequence, with its keys and values in a cache of {@code positions} positions: inputs {@link #IDS},
     * {@link #PAST_LENGTHS} (cached positions of each sequence before its last one of this call), {@link #TOTAL_LENGTH} (most positions of
     * any sequence, this call included), {@link #LAST} (the one position within this call), {@link #pastKeys} and {@link #pastValues};
     * outputs {@link #LOGITS} [B, V] and the caches.
     */
    static byte[] decoder(Checkpoint checkpoint, int positions) {
        var llama = new LlamaGraph(checkpoint, positions, true);
        OnnxGraph graph = llama.graph;
        graph.input(LAST, INT64);
        String hidden = llama.blocks(); // [B, S, D]
        String last = graph.node("Gather", "last_hidden", List.of(hidden, LAST), integer("axis", 1)); // [B, D]
        String head =
                llama.config.tiedEmbeddings() ? LlamaTensors.EMBEDDING : llama.weight(LlamaTensors.LANGUAGE_MODEL_HEAD);
        llama.linear(LOGITS, llama.norm(last, LlamaTensors.FINAL_NORM), head); // [B, V]
        graph.output(LOGITS, FLOAT, "B", llama.config.vocabularySize());
        return graph.serialized();
    }

    /**
     * Scores right-padded sequences at one position each: inputs {@link #IDS}, {@link #PAST_LENGTHS} (index of each sequence's last token),
     * {@link #TOTAL_LENGTH} (S), {@link #LAST} [B, 1] (the same indices again); output {@link #SCORES} [B, 1], before shift and scale.
     */
    static byte[] scorer(Checkpoint checkpoint, int positions) {
        var llama = new LlamaGraph(checkpoint, positions, false);
        OnnxGraph graph = llama.graph;
        graph.input(LAST, INT64, "B", 1);
        String hidden = llama.blocks(); // [B, S, D]
        String last = graph.node("GatherND", "last_hidden", List.of(hidden, LAST), integer("batch_dims", 1)); // [B, D]
        llama.linear(SCORES, llama.norm(last, LlamaTensors.FINAL_NORM), llama.weight(LlamaTensors.SCORE_HEAD));
        graph.output(SCORES, FLOAT, "B", 1);
        return graph.serialized();
    }

    /** Whether the graph has the input {@link #POSITIONS}. */
    static boolean needsPositions(ModelConfig config) {
        return config.headSize() % ROTARY_ALIGNMENT != 0;
    }

    static String pastKeys(int layer) {
        return "past_keys." + layer;
    }

    static String pastValues(int layer) {
        return "past_values." + layer;
    }

    static String presentKeys(int layer) {
        return "present_keys." + layer;
    }

    static String presentValues(int layer) {
        return "present_values." + layer;
    }

    private String blocks() {
        String x = graph.node("Gather", "embedded", List.of(weight(LlamaTensors.EMBEDDING), IDS)); // [B, S, D]
        for (int i = 0; i < config.layers(); i++) {
            x = graph.node("Add", "attended." + i, List.of(x, attention(i, norm(x, LlamaTensors.attentionNorm(i)))));
            x = graph.node("Add", "block." + i, List.of(x, feedForward(i, norm(x, LlamaTensors.feedForwardNorm(i)))));
        }
        return x;
    }

    private String attention(int layer, String x) {
        String projections = concatenated(
                "qkv_proj." + layer, LlamaTensors.query(layer), LlamaTensors.key(layer), LlamaTensors.value(layer));
        String packed = linear("qkv." + layer, x, projections); // [B, S, (H + 2K)·d]
        List<String> inputs = new ArrayList<>();
        boolean rotaryNodes = needsPositions(config);
        if (rotaryNodes) {
            inputs.addAll(rotated(layer, packed));
        } else {
            inputs.addAll(List.of(packed, "", ""));
        }
        inputs.addAll(cached ? List.of(pastKeys(layer), pastValues(layer)) : List.of("", ""));
        inputs.addAll(List.of(PAST_LENGTHS, TOTAL_LENGTH));
        if (!rotaryNodes) {
            inputs.addAll(List.of("cos", "sin"));
        }
        String output = "attention." + layer; // [B, S, H·d]
        graph.node(
                OnnxGraph.MICROSOFT,
                "GroupQueryAttention",
                List.of(output, presentKeys(layer), presentValues(layer)),
                inputs,
                integer("num_heads", config.heads()),
                integer("kv_num_heads", config.keyValueHeads()),
                integer("do_rotary", rotaryNodes ? 0 : 1));
        if (cached) {
            for (String past : List.of(pastKeys(layer), pastValues(layer))) {
                graph.input(past, FLOAT, "B", config.keyValueHeads(), "M", config.headSize());
            }
            for (String present : List.of(presentKeys(layer), presentValues(layer))) {
                graph.output(present, FLOAT, "B", config.keyValueHeads(), "M", config.headSize());
            }
        }
        return linear("attention_out." + layer, output, weight(LlamaTensors.attentionOutput(layer)));
    }

    /** Queries, keys and values apart, the first two rotated by nodes of their own. */
    private List<String> rotated(int layer, String packed) {
        long queries = (long) config.heads() * config.headSize();
        long keys = (long) config.keyValueHeads() * config.headSize();
        String sizes = graph.constant("qkv_sizes." + layer, queries, keys, keys);
        List<String> parts = List.of("q." + layer, "k." + layer, "v." + layer);
        graph.node("", "Split", parts, List.of(packed, sizes), integer("axis", -1));
        return List.of(
                rotated("q_rotated." + layer, parts.get(0), config.heads()),
                rotated("k_rotated." + layer, parts.get(1), config.keyValueHeads()),
                parts.get(2));
    }

    private String rotated(String output, String x, int heads) {
        graph.node(
                OnnxGraph.MICROSOFT,
                "RotaryEmbedding",
                List.of(output),
                List.of(x, POSITIONS, "cos", "sin"),
                integer("num_heads", heads));
        return output;
    }

    /** down(SiLU(gate(x)) · up(x)). Shazeer 2020, "GLU Variants Improve Transformer". */
    private String feedForward(int layer, String x) {
        String projections = concatenated("gate_up_proj." + layer, LlamaTensors.gate(layer), LlamaTensors.up(layer));
        String packed = linear("gate_up." + layer, x, projections); // [B, S, 2F]
        String gate = "gate." + layer;
        String up = "up." + layer;
        graph.node("", "Split", List.of(gate, up), List.of(packed), integer("axis", -1));
        String sigmoid = graph.node("Sigmoid", "sigmoid." + layer, List.of(gate));
        String silu = graph.node("Mul", "silu." + layer, List.of(gate, sigmoid));
        String inner = graph.node("Mul", "inner." + layer, List.of(silu, up)); // [B, S, F]
        return linear("feed_forward." + layer, inner, weight(LlamaTensors.down(layer)));
    }

    /** x · g / sqrt(mean(x²) + ε). Zhang and Sennrich 2019, "Root Mean Square Layer Normalization". */
    private String norm(String x, String gain) {
        return graph.node(
                "SimplifiedLayerNormalization",
                "normed." + gain,
                List.of(x, weight(gain)),
                integer("axis", -1),
                real("epsilon", config.rmsNormEpsilon()));
    }

    private String linear(String output, String x, String weight) {
        graph.node(OnnxGraph.MICROSOFT, "FusedMatMul", List.of(output), List.of(x, weight), integer("transB", 1));
        return output;
    }

    private String concatenated(String output, String... tensors) {
        List<String> weights = new ArrayList<>();
        for (String tensor : tensors) {
            weights.add(weight(tensor));
        }
        return graph.node("Concat", output, weights, integer("axis", 0));
    }

    private String weight(String tensor) {
        return graph.weight(tensor, checkpoint.entry(tensor));
    }

    private void rotaryTables(int positions) {
        double[] frequencies = config.rotaryFrequencies(); // [d / 2]
        float[] cos = new float[positions * frequencies.length];
        float[] sin = new float[positions * frequencies.length];
        for (int position = 0; position < positions; position++) {
            for (int i = 0; i < frequencies.length; i++) {
                double angle = position * frequencies[i];
                cos[position * frequencies.length + i] = (float) Math.cos(angle);
                sin[position * frequencies.length + i] = (float) Math.sin(angle);
            }
        }
        graph.constant("cos", cos, positions, frequencies.length);
        graph.constant("sin", sin, positions, frequencies.length);
    }
}
