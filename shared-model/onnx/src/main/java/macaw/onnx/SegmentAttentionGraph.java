package macaw.onnx;

import static ai.onnx.proto.OnnxMl.TensorProto.DataType.INT32;
import static ai.onnx.proto.OnnxMl.TensorProto.DataType.INT64;
import static macaw.onnx.OnnxGraph.integer;
import static macaw.onnx.OnnxGraph.integers;
import static macaw.onnx.OnnxGraph.real;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.Role;

/**
 * The attention half of a block that scores. All rows of a call are in one matrix, no padding between them; each lane is a GroupQueryAttention of
 * its own that takes a segment's rows and the rows before it, as {@link PackedBatch} says. Letters: N rows of this call, J lanes, S rows of a lane,
 * P rows before it, Σ a sum over lanes, D width, H query heads, K key-value heads, d head size (filled up as {@link HeadsGraph} says).
 */
final class SegmentAttentionGraph {
    /** The lanes of all blocks but the last, and those of the last, which computes the ends only. */
    static final String SEGMENTS = "segments";

    static final String ENDS = "ends";

    private final OnnxGraph graph;
    private final GraphWeights weights;
    private final ModelConfig config;
    private final HeadsGraph heads;
    private final int lanes;

    SegmentAttentionGraph(
            OnnxGraph graph, GraphWeights weights, NormGraph norms, ModelConfig config, int positions, int lanes) {
        this.graph = graph;
        this.weights = weights;
        this.config = config;
        this.lanes = lanes;
        this.heads = new HeadsGraph(graph, weights, norms, config, positions, config.rotary() != null, 1);
        lanes(SEGMENTS);
        lanes(ENDS);
    }

    /** Rows of each lane, one lane after the other: input [1, ΣS]. */
    static String rows(String kind) {
        return kind + ".rows";
    }

    /** How many rows each lane has: input [J]. */
    static String rowCounts(String kind) {
        return kind + ".row_counts";
    }

    /** Rows before each lane's: input [ΣP]. */
    static String past(String kind) {
        return kind + ".past";
    }

    /** How many rows come before each lane's: input [J]. */
    static String pastCounts(String kind) {
        return kind + ".past_counts";
    }

    /** Index of each lane's last position in its sequence: input [J]. */
    static String lastPositions(String kind) {
        return kind + ".last_positions";
    }

    /** Which of the ΣS outputs are the ones that go on: input, N of them or as many as there are ends. */
    static String places(String kind) {
        return kind + ".places";
    }

    /** [N, 1, D] → as many rows as {@link #places} has. */
    String of(String x, int layer, String kind) {
        List<String> parts = heads.apart(heads.projected(x, layer), layer);
        int width = HeadWidth.of(config);
        String q = graph.reshaped("q.rows." + layer, parts.get(0), -1, (long) config.heads() * width); // [N, H·d]
        String k = graph.reshaped("k.rows." + layer, parts.get(1), -1, (long) config.keyValueHeads() * width);
        String v = graph.reshaped("v.rows." + layer, parts.get(2), -1, (long) config.keyValueHeads() * width);
        String keys = byHead("keys." + layer, k); // [1, K, N, d]
        String values = byHead("values." + layer, v);
        List<String> outputs = new ArrayList<>();
        for (int lane = 0; lane < lanes; lane++) {
            outputs.add(lane(kind, layer, lane, List.of(q, k, v), keys, values));
        }
        String all = graph.node("Concat", "attention." + layer, outputs, integer("axis", 1)); // [1, ΣS, H·d]
        String row = graph.reshaped("attention.rows." + layer, all, -1, 1, (long) config.heads() * width);
        String placed = graph.node("Gather", "attention.placed." + layer, List.of(row, places(kind)));
        return weights.linear("attention_out." + layer, heads.narrowed(placed), layer, Role.ATTENTION_OUTPUT);
    }

    private String lane(String kind, int layer, int lane, List<String> rows, String keys, String values) {
        String own = kind + ".rows." + lane;
        String past = kind + ".past." + lane;
        String name = "." + layer + "." + lane;
        String output = "attention" + name; // [1, S, H·d]
        int window = config.attention().window(layer);
        graph.node(
                OnnxGraph.MICROSOFT,
                "GroupQueryAttention",
                List.of(output, "present_keys" + name, "present_values" + name),
                List.of(
                        graph.node("Gather", "q" + name, List.of(rows.get(0), own)),
                        graph.node("Gather", "k" + name, List.of(rows.get(1), own)),
                        graph.node("Gather", "v" + name, List.of(rows.get(2), own)),
                        graph.node("Gather", "past_keys" + name, List.of(keys, past), integer("axis", 2)),
                        graph.node("Gather", "past_values" + name, List.of(values, past), integer("axis", 2)),
                        kind + ".last_position." + lane,
                        kind + ".length." + lane),
                integer("num_heads", config.heads()),
                integer("kv_num_heads", config.keyValueHeads()),
                integer("do_rotary", 0),
                integer("local_window_size", window == 0 ? -1 : window),
                real("softcap", config.attention().softCap()),
                real("scale", config.attention().scale()));
        return output;
    }

    private String byHead(String output, String rows) {
        String apart = graph.reshaped(output + ".apart", rows, 1, -1, config.keyValueHeads(), HeadWidth.of(config));
        return graph.node("Transpose", output, List.of(apart), integers("perm", 0, 2, 1, 3));
    }

    /** The inputs of a kind of lanes, split into the lanes' own. */
    private void lanes(String kind) {
        graph.input(rows(kind), INT64, 1, kind + " rows");
        graph.input(rowCounts(kind), INT64, lanes);
        graph.input(past(kind), INT64, kind + " past");
        graph.input(pastCounts(kind), INT64, lanes);
        graph.input(lastPositions(kind), INT32, lanes);
        graph.input(places(kind), INT64, kind + " places");
        String ones = graph.constant(kind + ".ones", ones());
        String one = graph.node(
                "Cast",
                kind + ".one",
                List.of(graph.constant(kind + ".one.long", 1)),
                integer("to", INT32.getNumber()));
        split(kind + ".rows.", rows(kind), rowCounts(kind), 1);
        split(kind + ".past.", past(kind), pastCounts(kind), 0);
        split(kind + ".last_position.", lastPositions(kind), ones, 0);
        for (int lane = 0; lane < lanes; lane++) {
            graph.node("Add", kind + ".length." + lane, List.of(kind + ".last_position." + lane, one));
        }
    }

    private long[] ones() {
        long[] ones = new long[lanes];
        Arrays.fill(ones, 1);
        return ones;
    }

    private void split(String prefix, String input, String sizes, int axis) {
        List<String> parts = new ArrayList<>();
        for (int lane = 0; lane < lanes; lane++) {
            parts.add(prefix + lane);
        }
        graph.node("", "Split", parts, List.of(input, sizes), integer("axis", axis));
    }
}
