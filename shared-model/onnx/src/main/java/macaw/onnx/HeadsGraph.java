package macaw.onnx;

import static macaw.onnx.OnnxGraph.integer;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.Role;
import macaw.languagemodel.Rotary;

/**
 * A block's queries, keys and values on their way into ONNX Runtime's GroupQueryAttention, and its output on the way out. Letters: B sequences, S
 * positions of this call, D width, H query heads, K key-value heads, d head size.
 *
 * <p>That operator rotates by itself only whole heads whose size 16 divides; others are rotated by nodes before it, with equal bits. It computes
 * only heads whose size 8 divides; others are filled up with zeros, which change no product, and so stand in the cache.
 */
final class HeadsGraph {
    private static final int ROTARY_ALIGNMENT = 16;

    private final OnnxGraph graph;
    private final GraphWeights weights;
    private final NormGraph norms;
    private final ModelConfig config;
    private final boolean rotatesByNodes;
    private final double queryScale;

    /**
     * @param positions rows of the rotary tables
     * @param rotatesByNodes whether {@link #apart} rotates
     * @param queryScale what queries come multiplied by
     */
    HeadsGraph(
            OnnxGraph graph,
            GraphWeights weights,
            NormGraph norms,
            ModelConfig config,
            int positions,
            boolean rotatesByNodes,
            double queryScale) {
        this.graph = graph;
        this.weights = weights;
        this.norms = norms;
        this.config = config;
        this.rotatesByNodes = rotatesByNodes;
        this.queryScale = queryScale;
        Rotary rotary = config.rotary();
        if (rotary != null) {
            rotaryTables(rotary, positions);
        }
    }

    /** Whether the operator cannot rotate these heads: nodes do, which want to be told the positions. */
    static boolean mustRotateByNodes(ModelConfig config) {
        Rotary rotary = config.rotary();
        return rotary != null && (rotary.width() != config.headSize() || config.headSize() % ROTARY_ALIGNMENT != 0);
    }

    /** Whether the operator takes what {@link #projected} gives as it is. */
    boolean canStayPacked() {
        return !config.block().queryKeyNorm() && !rotatesByNodes && HeadWidth.of(config) == config.headSize();
    }

    /** Queries, keys and values beside each other: [B, S, D] → [B, S, (H + 2K)·d]. Few large products are faster than many small ones. */
    String projected(String x, int layer) {
        String output = "qkv." + layer;
        float[] factors = factors();
        return switch (config.block().queryKeyValue()) {
            case SEPARATE -> weights.linear(output, x, layer, factors, Role.QUERY, Role.KEY, Role.VALUE);
            case STACKED -> weights.linear(output, x, layer, factors, Role.QUERY_KEY_VALUE);
            case INTERLEAVED -> weights.interleaved(output, x, layer, factors);
        };
    }

    /** The queries' scale, in the matrix that makes them; where a norm comes behind it, that has it. */
    private float[] factors() {
        if (queryScale == 1 || config.block().queryKeyNorm()) {
            return GraphWeights.NO_FACTORS;
        }
        float[] factors = new float[(config.heads() + 2 * config.keyValueHeads()) * config.headSize()];
        Arrays.fill(factors, 1);
        Arrays.fill(factors, 0, config.heads() * config.headSize(), (float) queryScale);
        return factors;
    }

    /** Queries, keys and values from what {@link #projected} gave, normalised, rotated and filled up: each [B, S, heads · width]. */
    List<String> apart(String packed, int layer) {
        long queries = (long) config.heads() * config.headSize();
        long keys = (long) config.keyValueHeads() * config.headSize();
        String sizes = graph.constant("qkv_sizes." + layer, queries, keys, keys);
        String q = "q." + layer;
        String k = "k." + layer;
        String v = "v." + layer;
        graph.node("", "Split", List.of(q, k, v), List.of(packed, sizes), integer("axis", -1));
        if (config.block().queryKeyNorm()) {
            q = normed(q, config.heads(), Role.QUERY_NORM, layer, queryScale);
            k = normed(k, config.keyValueHeads(), Role.KEY_NORM, layer, 1);
        }
        if (rotatesByNodes) {
            q = rotated(q, config.heads());
            k = rotated(k, config.keyValueHeads());
        }
        return List.of(filled(q, config.heads()), filled(k, config.keyValueHeads()), filled(v, config.keyValueHeads()));
    }

    /** The operator's output without what {@link #apart} filled up: [B, S, H · width] → [B, S, H·d]. */
    String narrowed(String x) {
        int width = HeadWidth.of(config);
        if (width == config.headSize()) {
            return x;
        }
        String apart = graph.reshaped(x + ".wide", x, 0, 0, config.heads(), width); // [B, S, H, width]
        String narrow = graph.node(
                "Slice",
                x + ".narrow",
                List.of(
                        apart,
                        graph.constant(x + ".from", 0),
                        graph.constant(x + ".to", config.headSize()),
                        graph.constant(x + ".axis", 3)));
        return graph.reshaped(x + ".heads", narrow, 0, 0, (long) config.heads() * config.headSize());
    }

    private String normed(String x, int heads, Role role, int layer, double scale) {
        String apart = graph.reshaped(x + ".heads", x, 0, 0, heads, config.headSize()); // [B, S, heads, d]
        return graph.reshaped(
                x + ".normed", norms.rootMeanSquare(apart, role, layer, scale), 0, 0, (long) heads * config.headSize());
    }

    private String rotated(String x, int heads) {
        Rotary rotary = Objects.requireNonNull(config.rotary());
        String output = x + ".rotated";
        graph.node(
                OnnxGraph.MICROSOFT,
                "RotaryEmbedding",
                List.of(output),
                List.of(x, ModelGraph.POSITIONS, "cos", "sin"),
                integer("num_heads", heads),
                integer("rotary_embedding_dim", rotary.width() == config.headSize() ? 0 : rotary.width()));
        return output;
    }

    /** Zeros behind each head up to the width that the operator wants. */
    private String filled(String x, int heads) {
        int width = HeadWidth.of(config);
        if (width == config.headSize()) {
            return x;
        }
        String apart = graph.reshaped(x + ".narrow", x, 0, 0, heads, config.headSize()); // [B, S, heads, d]
        String zeros = graph.constant(x + ".zeros", 0, 0, 0, 0, 0, 0, 0, width - config.headSize());
        String wide = graph.node("Pad", x + ".wide", List.of(apart, zeros));
        return graph.reshaped(x + ".filled", wide, 0, 0, (long) heads * width);
    }

    private void rotaryTables(Rotary rotary, int positions) {
        double[] frequencies = rotary.frequencies(); // [width / 2]
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
