package macaw.onnx;

import static ai.onnx.proto.OnnxMl.TensorProto.DataType.FLOAT;
import static macaw.onnx.OnnxGraph.integer;
import static macaw.onnx.OnnxGraph.real;

import java.util.ArrayList;
import java.util.List;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.Role;

/**
 * The attention half of a block that writes, by ONNX Runtime's GroupQueryAttention over a cache. Letters: B sequences, S positions of this call, M
 * positions of the cache, D width, H query heads, K key-value heads, d head size.
 *
 * <p>Queries come scaled, so that the operator need not: its product of one query with the keys has a kernel for one row, which reads the keys
 * where they lie, for a scale of 1 only; otherwise it packs all keys into panels for each token.
 */
final class AttentionGraph {
    private final OnnxGraph graph;
    private final GraphWeights weights;
    private final ModelConfig config;
    private final HeadsGraph heads;
    private final boolean rotates;

    /** @param positions rows of the rotary tables */
    AttentionGraph(OnnxGraph graph, GraphWeights weights, NormGraph norms, ModelConfig config, int positions) {
        this.graph = graph;
        this.weights = weights;
        this.config = config;
        boolean byNodes = HeadsGraph.mustRotateByNodes(config);
        double scale = config.attention().scale();
        this.heads = new HeadsGraph(graph, weights, norms, config, positions, byNodes, scale);
        this.rotates = config.rotary() != null && !byNodes;
    }

    /** [B, S, D] → [B, S, D]. */
    String of(String x, int layer) {
        String packed = heads.projected(x, layer);
        List<String> inputs =
                new ArrayList<>(heads.canStayPacked() ? List.of(packed, "", "") : heads.apart(packed, layer));
        inputs.addAll(List.of(ModelGraph.pastKeys(layer), ModelGraph.pastValues(layer)));
        inputs.addAll(List.of(ModelGraph.PAST_LENGTHS, ModelGraph.TOTAL_LENGTH));
        if (rotates) {
            inputs.addAll(List.of("cos", "sin"));
        }
        String output = "attention." + layer; // [B, S, H·d]
        int window = config.attention().window(layer);
        graph.node(
                OnnxGraph.MICROSOFT,
                "GroupQueryAttention",
                List.of(output, ModelGraph.presentKeys(layer), ModelGraph.presentValues(layer)),
                inputs,
                integer("num_heads", config.heads()),
                integer("kv_num_heads", config.keyValueHeads()),
                integer("do_rotary", rotates ? 1 : 0),
                integer("local_window_size", window == 0 ? -1 : window),
                real("softcap", config.attention().softCap()),
                real("scale", 1));
        cache(layer);
        return weights.linear("attention_out." + layer, heads.narrowed(output), layer, Role.ATTENTION_OUTPUT);
    }

    private void cache(int layer) {
        for (String past : List.of(ModelGraph.pastKeys(layer), ModelGraph.pastValues(layer))) {
            graph.input(past, FLOAT, "B", config.keyValueHeads(), "M", HeadWidth.of(config));
        }
        for (String present : List.of(ModelGraph.presentKeys(layer), ModelGraph.presentValues(layer))) {
            graph.output(present, FLOAT, "B", config.keyValueHeads(), "M", HeadWidth.of(config));
        }
    }
}
