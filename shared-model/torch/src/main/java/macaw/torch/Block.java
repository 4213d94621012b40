package macaw.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import java.util.function.UnaryOperator;
import macaw.languagemodel.BlockForm;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.Role;
import macaw.torch.Dropout.Branch;

/**
 * One block of a transformer: attention and feed-forward, and how they join the residual stream.
 *
 * <p>Letters: B sequences, T positions, N rows, D width, F feed-forward width.
 */
final class Block {
    private final Aten aten;
    private final WeightedLayers layers;
    private final SelfAttention attention;
    private final BlockForm form;
    private final int innerSize;

    Block(Aten aten, ModelConfig config, WeightedLayers layers, ModelConstants numbers) {
        this.aten = aten;
        this.layers = layers;
        this.attention = new SelfAttention(aten, config, layers, numbers);
        this.form = config.block();
        this.innerSize = config.intermediateSize();
    }

    /**
     * The residual stream after a layer: [B·T, D] → [N, D], in the stream's manager.
     *
     * @param read takes the N rows that somebody reads out of B·T; every row is there to be looked back at
     */
    NDArray of(NDArray stream, int layer, BatchPositions positions, UnaryOperator<NDArray> read) {
        NDArray mixed = attention.mixed(layers.norm(stream, Role.ATTENTION_NORM, layer), layer, positions);
        NDArray attended = layers.linear(read.apply(mixed), Role.ATTENTION_OUTPUT, layer);
        NDArray x = read.apply(stream);
        return switch (form.residual()) {
            case SEQUENTIAL -> {
                NDArray middle = x.add(positions.dropped(attended, layer, Branch.ATTENTION));
                NDArray fed = feedForward(layers.norm(middle, Role.FEED_FORWARD_NORM, layer), layer);
                yield middle.add(positions.dropped(fed, layer, Branch.FEED_FORWARD));
            }
            case PARALLEL -> {
                NDArray fed = feedForward(layers.norm(x, Role.FEED_FORWARD_NORM, layer), layer);
                yield x.add(positions.dropped(attended, layer, Branch.ATTENTION))
                        .add(positions.dropped(fed, layer, Branch.FEED_FORWARD));
            }
            case SANDWICHED -> {
                NDArray normed = layers.norm(attended, Role.POST_ATTENTION_NORM, layer);
                NDArray middle = x.add(positions.dropped(normed, layer, Branch.ATTENTION));
                NDArray fed = feedForward(layers.norm(middle, Role.FEED_FORWARD_NORM, layer), layer);
                NDArray normedToo = layers.norm(fed, Role.POST_FEED_FORWARD_NORM, layer);
                yield middle.add(positions.dropped(normedToo, layer, Branch.FEED_FORWARD));
            }
        };
    }

    private NDArray feedForward(NDArray x, int layer) {
        NDArray inner = switch (form.feedForward()) { // [N, F]
            case GATED -> gated(layers.linear(x, Role.GATE, layer), layers.linear(x, Role.UP, layer));
            case GATED_STACKED -> {
                NDArray both = layers.linear(x, Role.GATE_UP, layer); // [N, 2F]
                yield gated(both.get(new NDIndex(":, :{}", innerSize)), both.get(new NDIndex(":, {}:", innerSize)));
            }
            case PLAIN -> activated(layers.linear(x, Role.UP, layer));
        };
        return layers.linear(inner, Role.DOWN, layer);
    }

    private NDArray gated(NDArray gate, NDArray up) {
        return form.activation() == BlockForm.Activation.SILU
                ? aten.swiglu(gate, up)
                : activated(gate).mul(up);
    }

    private NDArray activated(NDArray x) {
        return switch (form.activation()) {
            case SILU -> aten.silu(x);
            case GELU -> aten.gelu(x);
            case GELU_TANH -> aten.geluTanh(x);
        };
    }
}
