package macaw.onnx;

import static macaw.onnx.OnnxGraph.integer;

import java.util.List;
import macaw.languagemodel.BlockForm;
import macaw.languagemodel.BlockForm.Activation;
import macaw.languagemodel.Role;

/** The feed-forward half of a block, with or without a gate (Shazeer 2020, "GLU Variants Improve Transformer"). F: inner width. */
final class FeedForwardGraph {
    private final OnnxGraph graph;
    private final GraphWeights weights;
    private final BlockForm form;

    FeedForwardGraph(OnnxGraph graph, GraphWeights weights, BlockForm form) {
        this.graph = graph;
        this.weights = weights;
        this.form = form;
    }

    /** [B, S, D] → [B, S, D]. */
    String of(String x, int layer) {
        String inner = switch (form.feedForward()) { // [B, S, F]
            case GATED -> gated(weights.linear("gate_up." + layer, x, layer, Role.GATE, Role.UP), layer);
            case GATED_STACKED -> gated(weights.linear("gate_up." + layer, x, layer, Role.GATE_UP), layer);
            case PLAIN -> activated("inner." + layer, weights.linear("up." + layer, x, layer, Role.UP));
        };
        return weights.linear("feed_forward." + layer, inner, layer, Role.DOWN);
    }

    /** activation(gate) · up of the two beside each other, [B, S, 2F]. */
    private String gated(String both, int layer) {
        String gate = "gate." + layer;
        String up = "up." + layer;
        graph.node("", "Split", List.of(gate, up), List.of(both), integer("axis", -1));
        return graph.node("Mul", "inner." + layer, List.of(activated("activated." + layer, gate), up));
    }

    private String activated(String output, String x) {
        return switch (form.activation()) {
            case SILU -> {
                String sigmoid = graph.node("Sigmoid", "sigmoid." + output, List.of(x));
                yield graph.node("Mul", output, List.of(x, sigmoid));
            }
            case GELU, GELU_TANH -> {
                String operator = form.activation() == Activation.GELU ? "Gelu" : "FastGelu";
                graph.node(OnnxGraph.MICROSOFT, operator, List.of(output), List.of(x));
                yield output;
            }
        };
    }
}
