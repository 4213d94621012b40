package macaw.onnx;

import static ai.onnx.proto.OnnxMl.TensorProto.DataType.FLOAT;
import static ai.onnx.proto.OnnxMl.TensorProto.DataType.INT32;
import static ai.onnx.proto.OnnxMl.TensorProto.DataType.INT64;
import static macaw.onnx.OnnxGraph.integer;

import java.util.List;
import macaw.languagemodel.Checkpoint;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.Role;

/**
 * A transformer's graph over a checkpoint's own bytes, as its configuration describes it. Letters: B sequences, S positions of this call, D width,
 * V vocabulary.
 */
final class ModelGraph {
    /** Which graph a decoder computes; raised with each change that may change a bit of what is written. */
    static final int REVISION = 2;

    static final String IDS = "ids";
    static final String PAST_LENGTHS = "past_lengths";
    static final String TOTAL_LENGTH = "total_length";
    static final String POSITIONS = "positions";
    static final String LAST = "last";
    static final String LOGITS = "logits";
    static final String SCORES = "scores";

    private final ModelConfig config;
    private final OnnxGraph graph;
    private final GraphWeights weights;
    private final NormGraph norms;
    private final FeedForwardGraph feedForward;

    private ModelGraph(Checkpoint checkpoint, Precision precision) {
        config = checkpoint.config();
        graph = new OnnxGraph(config.className());
        weights = new GraphWeights(graph, checkpoint, precision);
        norms = new NormGraph(graph, weights, config.block().norm());
        feedForward = new FeedForwardGraph(graph, weights, config.block());
    }

    /**
     * Writes logits of one position a sequence, with its keys and values in a cache of {@code positions} positions: inputs {@link #IDS},
     * {@link #PAST_LENGTHS} (cached positions of each sequence before its last one of this call), {@link #TOTAL_LENGTH} (most positions of
     * any sequence, this call included), {@link #LAST} (the one position within this call), {@link #pastKeys} and {@link #pastValues};
     * outputs {@link #LOGITS} [B, V] and the caches.
     */
    static byte[] decoder(Checkpoint checkpoint, int positions, Precision precision) {
        var model = new ModelGraph(checkpoint, precision);
        OnnxGraph graph = model.graph;
        graph.input(IDS, INT64, "B", "S");
        graph.input(PAST_LENGTHS, INT32, "B");
        graph.input(TOTAL_LENGTH, INT32, 1);
        if (needsPositions(model.config)) {
            graph.input(POSITIONS, INT64, "B", "S");
        }
        graph.input(LAST, INT64);
        var attention = new AttentionGraph(graph, model.weights, model.norms, model.config, positions);
        String hidden = model.embedded(); // [B, S, D]
        for (int layer = 0; layer < model.config.layers(); layer++) {
            hidden = model.block(hidden, attention.of(model.attentionInput(hidden, layer), layer), layer);
        }
        String last = graph.node("Gather", "last_hidden", List.of(hidden, LAST), integer("axis", 1)); // [B, D]
        model.logits(model.norms.of(last, Role.FINAL_NORM, 0));
        graph.output(LOGITS, FLOAT, "B", model.config.vocabularySize());
        return graph.serialized();
    }

    /**
     * Scores packed sequences, E at a time at most as many as {@code lanes}: inputs {@link #IDS} and {@link #POSITIONS} [N, 1], those of {@link
     * SegmentAttentionGraph}, and {@link #LAST} [E] (the row of each sequence's last token); output {@link #SCORES} [E, 1, 1], before shift and
     * scale. The last block computes queries and what follows them for the ends alone.
     */
    static byte[] scorer(Checkpoint checkpoint, int positions, int lanes) {
        var model = new ModelGraph(checkpoint, Precision.FP32);
        OnnxGraph graph = model.graph;
        graph.input(IDS, INT64, "N", 1);
        graph.input(POSITIONS, INT64, "N", 1);
        graph.input(LAST, INT64, "E");
        var attention = new SegmentAttentionGraph(graph, model.weights, model.norms, model.config, positions, lanes);
        int last = model.config.layers() - 1;
        String hidden = model.embedded(); // [N, 1, D]
        for (int layer = 0; layer < last; layer++) {
            String attended = attention.of(model.attentionInput(hidden, layer), layer, SegmentAttentionGraph.SEGMENTS);
            hidden = model.block(hidden, attended, layer);
        }
        String attended = attention.of(model.attentionInput(hidden, last), last, SegmentAttentionGraph.ENDS);
        String ends = graph.node("Gather", "ends", List.of(hidden, LAST)); // [E, 1, D]
        String scored = model.norms.of(model.block(ends, attended, last), Role.FINAL_NORM, 0);
        model.weights.product(SCORES, scored, model.weights.weight(Role.SCORE_HEAD, 0));
        graph.output(SCORES, FLOAT, "E", 1, 1);
        return graph.serialized();
    }

    /** Whether the decoder has the input {@link #POSITIONS}. */
    static boolean needsPositions(ModelConfig config) {
        return config.rotary() == null || HeadsGraph.mustRotateByNodes(config);
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

    private String embedded() {
        String x = graph.node("Gather", "embedded", List.of(weights.weight(Role.EMBEDDING, 0), IDS));
        if (config.embeddingScale() != 1) {
            String scale = graph.constant("embedding_scale", new float[] {(float) config.embeddingScale()}, 1);
            x = graph.node("Mul", "embedded.scaled", List.of(x, scale));
        }
        if (config.rotary() == null) {
            String position =
                    graph.node("Gather", "position", List.of(weights.weight(Role.POSITION_EMBEDDING, 0), POSITIONS));
            x = graph.node("Add", "embedded.positioned", List.of(x, position));
        }
        return x;
    }

    private String attentionInput(String x, int layer) {
        return norms.of(x, Role.ATTENTION_NORM, layer);
    }

    /** What the block makes of x and of its attention's output. */
    private String block(String x, String attended, int layer) {
        return switch (config.block().residual()) {
            case SEQUENTIAL -> {
                String middle = graph.node("Add", "attended." + layer, List.of(x, attended));
                String fed = feedForward.of(norms.of(middle, Role.FEED_FORWARD_NORM, layer), layer);
                yield graph.node("Add", "block." + layer, List.of(middle, fed));
            }
            case SANDWICHED -> {
                String normed = norms.of(attended, Role.POST_ATTENTION_NORM, layer);
                String middle = graph.node("Add", "attended." + layer, List.of(x, normed));
                String fed = feedForward.of(norms.of(middle, Role.FEED_FORWARD_NORM, layer), layer);
                yield graph.node(
                        "Add", "block." + layer, List.of(middle, norms.of(fed, Role.POST_FEED_FORWARD_NORM, layer)));
            }
            case PARALLEL -> {
                String fed = feedForward.of(norms.of(x, Role.FEED_FORWARD_NORM, layer), layer);
                String both = graph.node("Add", "attended." + layer, List.of(fed, attended));
                yield graph.node("Add", "block." + layer, List.of(both, x));
            }
        };
    }

    /** [B, D] → [B, V]. */
    private void logits(String hidden) {
        double cap = config.logitSoftCap();
        if (cap == 0) {
            weights.product(LOGITS, hidden, weights.languageModelHead());
            return;
        }
        // c · tanh(x / c): Gemma Team 2024, "Gemma 2"
        String bound = graph.constant("logit_soft_cap", new float[] {(float) cap}, 1);
        String logits = weights.product("logits.unbounded", hidden, weights.languageModelHead());
        String divided = graph.node("Div", "logits.divided", List.of(logits, bound));
        String bent = graph.node("Tanh", "logits.bent", List.of(divided));
        graph.node("Mul", LOGITS, List.of(bent, bound));
    }
}
