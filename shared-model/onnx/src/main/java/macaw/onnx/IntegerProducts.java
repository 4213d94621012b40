package macaw.onnx;

import static macaw.onnx.OnnxGraph.integer;
import static macaw.onnx.OnnxGraph.integers;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.List;

/**
 * Products x · Wᵀ in whole numbers. Each row of x is divided into 255 levels between its largest magnitude and minus that, each output's row
 * of W into 127 (Dettmers et al. 2022, "LLM.int8()", vector-wise quantisation), so a row of the result depends on that row alone, and sums of
 * whole numbers are exact: bits are equal in any company. W has 7 bits because processors without VNNI add pairs of products in 16 bits, and
 * 2 · 255 · 64 is the most that these hold. W's levels are computed once, while the session is made.
 */
final class IntegerProducts {
    private static final float INPUT_LEVELS = 127;
    private static final float WEIGHT_LEVELS = 63;
    /** In the unsigned levels of x, this is 0. */
    private static final float ZERO = 128;
    /** A row of zeros is divided by this. */
    private static final float LEAST = 1e-20f;

    private final OnnxGraph graph;
    private final String least;
    private final String inputLevels;
    private final String weightLevels;
    private final String rounding;
    private final String zero;

    IntegerProducts(OnnxGraph graph) {
        this.graph = graph;
        least = graph.constant("int8.least", new float[] {LEAST}, 1);
        inputLevels = graph.constant("int8.input_levels", new float[] {INPUT_LEVELS}, 1);
        weightLevels = graph.constant("int8.weight_levels", new float[] {WEIGHT_LEVELS}, 1);
        // what is cast loses its fraction
        rounding = graph.constant("int8.rounding", new float[] {ZERO + 0.5f}, 1);
        zero = cast("int8.zero", graph.constant("int8.zero.float", new float[] {ZERO}, 1), TensorProto.DataType.UINT8);
    }

    /**
     * x · Wᵀ: [.., in] → [.., out].
     *
     * @param matrix a constant: [out, in], or [in, out] where {@code inputsFirst}
     */
    String of(String output, String x, String matrix, boolean inputsFirst) {
        String step = step(output + ".weight", matrix, inputsFirst ? 0 : 1, weightLevels);
        String levels = graph.node("Div", output + ".weight.scaled", List.of(matrix, step));
        levels = cast(
                output + ".weight.levels",
                graph.node("Round", output + ".weight.rounded", List.of(levels)),
                TensorProto.DataType.INT8);
        if (!inputsFirst) {
            levels = graph.node("Transpose", output + ".weight.turned", List.of(levels), integers("perm", 1, 0));
        }
        String steps = graph.reshaped(output + ".weight.steps", step, -1); // [out]

        String rowStep = step(output + ".x", x, -1, inputLevels); // [.., 1]
        String scaled = graph.node("Div", output + ".x.scaled", List.of(x, rowStep));
        String shifted = graph.node("Add", output + ".x.shifted", List.of(scaled, rounding));
        String rows = cast(output + ".x.levels", shifted, TensorProto.DataType.UINT8);

        String sums = graph.node("MatMulInteger", output + ".sums", List.of(rows, levels, zero));
        String real = cast(output + ".sums.float", sums, TensorProto.DataType.FLOAT);
        String weighed = graph.node("Mul", output + ".weighed", List.of(real, steps));
        return graph.node("Mul", output, List.of(weighed, rowStep));
    }

    /** The distance of two levels along an axis. */
    private String step(String name, String values, int axis, String levels) {
        String magnitudes = graph.node("Abs", name + ".magnitudes", List.of(values));
        String largest = graph.node(
                "ReduceMax", name + ".largest", List.of(magnitudes), integers("axes", axis), integer("keepdims", 1));
        String positive = graph.node("Max", name + ".positive", List.of(largest, least));
        return graph.node("Div", name + ".step", List.of(positive, levels));
    }

    private String cast(String output, String x, TensorProto.DataType type) {
        return graph.node("Cast", output, List.of(x), integer("to", type.getNumber()));
    }
}
