package macaw.onnx;

import static macaw.onnx.OnnxGraph.integer;
import static macaw.onnx.OnnxGraph.integers;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import macaw.languagemodel.Checkpoint;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.ModelTensors;
import macaw.languagemodel.Role;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a checkpoint as a graph's constants, and the products with them. What is stacked, re-laid or widened is so once, while the
 * session is made; the checkpoint's file stays the only place where weights are kept.
 *
 * <p>A product's right-hand side is constant, so ONNX Runtime packs it once, and from then on a row's bits do not depend on how many rows share
 * the call. Letters: D width, H heads, d head size.
 */
final class GraphWeights {
    /** Outputs stay what they are. */
    static final float[] NO_FACTORS = {};

    private final OnnxGraph graph;
    private final Checkpoint checkpoint;
    private final ModelConfig config;
    private final ModelTensors tensors;
    private final @Nullable IntegerProducts integers;
    private final Map<String, String> present = new HashMap<>();

    GraphWeights(OnnxGraph graph, Checkpoint checkpoint, Precision precision) {
        this.graph = graph;
        this.checkpoint = checkpoint;
        this.config = checkpoint.config();
        this.tensors = config.tensors();
        this.integers = precision == Precision.INT8 ? new IntegerProducts(graph) : null;
    }

    /** The weight of a part, in 32 bits; layer counts for parts of blocks only. */
    String weight(Role role, int layer) {
        return tensor(tensors.weight(role, layer));
    }

    /** The bias of a part, if it has one. */
    Optional<String> bias(Role role, int layer) {
        return tensors.bias(role, layer).map(this::tensor);
    }

    /** The matrix that makes logits: [V, D]. */
    String languageModelHead() {
        return tensor(tensors.languageModelHead());
    }

    /** x · Wᵀ + b, where W and b are those of the roles, one below the other: [.., in] → [.., Σ out]. */
    String linear(String output, String x, int layer, Role... roles) {
        return linear(output, x, layer, NO_FACTORS, roles);
    }

    /** The same with each output times its factor; {@link #NO_FACTORS} or Σ out of them. */
    String linear(String output, String x, int layer, float[] factors, Role... roles) {
        String matrix = stacked("weight." + output, layer, true, roles);
        boolean biased = bias(roles[0], layer).isPresent();
        return linear(output, x, matrix, biased ? stacked("bias." + output, layer, false, roles) : null, factors);
    }

    /** The same with GPT-NeoX's matrix of queries, keys and values, which has the three of each head beside each other. */
    String interleaved(String output, String x, int layer, float[] factors) {
        Role role = Role.QUERY_KEY_VALUE;
        String matrix = reLaid("weight." + output, weight(role, layer), config.hiddenSize());
        return linear(
                output,
                x,
                matrix,
                bias(role, layer).map(bias -> reLaid("bias." + output, bias)).orElse(null),
                factors);
    }

    /** x · Wᵀ of a matrix [out, in] that is a constant. */
    String product(String output, String x, String matrix) {
        return product(output, x, matrix, false);
    }

    private String linear(String output, String x, String matrix, @Nullable String bias, float[] factors) {
        boolean inputsFirst = config.architecture().inputsFirst();
        String scaled = inputsFirst ? times(matrix, factors) : times(matrix, factors, 1);
        if (bias == null) {
            return product(output, x, scaled, inputsFirst);
        }
        return graph.node(
                "Add", output, List.of(product(output + ".product", x, scaled, inputsFirst), times(bias, factors)));
    }

    /** A parameter whose last axes are [out, rest..], times the factor of each output. */
    private String times(String parameter, float[] factors, long... rest) {
        if (factors.length == 0) {
            return parameter;
        }
        long[] shape = LongStream.concat(LongStream.of(factors.length), LongStream.of(rest))
                .toArray();
        String constant = graph.constant("factors." + parameter, factors, shape);
        return graph.node("Mul", "scaled." + parameter, List.of(parameter, constant));
    }

    private String product(String output, String x, String matrix, boolean inputsFirst) {
        if (integers != null) {
            return integers.of(output, x, matrix, inputsFirst);
        }
        graph.node(
                OnnxGraph.MICROSOFT,
                "FusedMatMul",
                List.of(output),
                List.of(x, matrix),
                integer("transB", inputsFirst ? 0 : 1));
        return output;
    }

    private String stacked(String output, int layer, boolean matrices, Role... roles) {
        List<String> parts = List.of(roles).stream()
                .map(role -> matrices ? weight(role, layer) : bias(role, layer).orElseThrow())
                .toList();
        if (parts.size() == 1) {
            return parts.getFirst();
        }
        int outputs = matrices && config.architecture().inputsFirst() ? 1 : 0;
        return graph.node("Concat", output, parts, integer("axis", outputs));
    }

    /** [H·3·d, ..] → [3·H·d, ..]: all queries, then all keys, then all values. */
    private String reLaid(String output, String parameter, long... rest) {
        long[] apart = rest.length == 0
                ? new long[] {config.heads(), 3, config.headSize()}
                : new long[] {config.heads(), 3, config.headSize(), rest[0]};
        long[] order = rest.length == 0 ? new long[] {1, 0, 2} : new long[] {1, 0, 2, 3};
        long[] together = rest.length == 0 ? new long[] {-1} : new long[] {-1, rest[0]};
        String heads = graph.reshaped(output + ".heads", parameter, apart);
        String turned = graph.node("Transpose", output + ".turned", List.of(heads), integers("perm", order));
        return graph.reshaped(output, turned, together);
    }

    private String tensor(String name) {
        return present.computeIfAbsent(name, absent -> graph.weight(absent, checkpoint.entry(absent)));
    }
}
