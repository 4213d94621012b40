package macaw.onnx;

import static macaw.onnx.OnnxGraph.integer;
import static macaw.onnx.OnnxGraph.real;

import java.util.List;
import macaw.languagemodel.BlockForm.Norm;
import macaw.languagemodel.Role;

/**
 * Norms over the last axis: (x − mean) / √(variance + ε) · gain + bias (Ba et al. 2016, "Layer Normalization"), or x / √(mean(x²) + ε) · gain
 * (Zhang and Sennrich 2019, "Root Mean Square Layer Normalization"), see {@link Norm}.
 */
final class NormGraph {
    private final OnnxGraph graph;
    private final GraphWeights weights;
    private final Norm norm;

    NormGraph(OnnxGraph graph, GraphWeights weights, Norm norm) {
        this.graph = graph;
        this.weights = weights;
        this.norm = norm;
    }

    /** The norm of that role; layer counts for those inside the blocks only. */
    String of(String x, Role role, int layer) {
        if (!norm.centred()) {
            return rootMeanSquare(x, role, layer, 1);
        }
        return graph.node(
                "LayerNormalization",
                name(role, layer),
                List.of(
                        x,
                        weights.weight(role, layer),
                        weights.bias(role, layer).orElseThrow()),
                integer("axis", -1),
                real("epsilon", norm.epsilon()));
    }

    /** The norm that has no mean and no bias, whatever the other norms are; its output comes multiplied by {@code scale}. */
    String rootMeanSquare(String x, Role role, int layer, double scale) {
        String gain = weights.weight(role, layer);
        if (norm.gainFromOne()) {
            String one = graph.constant("one." + name(role, layer), new float[] {1}, 1);
            gain = graph.node("Add", "gain." + name(role, layer), List.of(gain, one));
        }
        if (scale != 1) {
            String factor = graph.constant("scale." + name(role, layer), new float[] {(float) scale}, 1);
            gain = graph.node("Mul", "scaled." + name(role, layer), List.of(gain, factor));
        }
        return graph.node(
                "SimplifiedLayerNormalization",
                name(role, layer),
                List.of(x, gain),
                integer("axis", -1),
                real("epsilon", norm.epsilon()));
    }

    private static String name(Role role, int layer) {
        return "normed." + role + "." + layer;
    }
}
