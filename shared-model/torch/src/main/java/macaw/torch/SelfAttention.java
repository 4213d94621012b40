package macaw.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import macaw.languagemodel.Attention;
import macaw.languagemodel.BlockForm;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.Role;

/**
 * Causal self-attention of one block: queries, keys and values, rotation, mixing, output.
 *
 * <p>Letters: B sequences, T positions, D width, H query heads, K key and value heads, d head width.
 */
final class SelfAttention {
    private final Aten aten;
    private final WeightedLayers layers;
    private final BlockForm form;
    private final Attention attention;
    private final int heads;
    private final int keyValueHeads;
    private final int headSize;
    private final NDArray scale;
    private final NDArray softCap;

    /** Of each query, key and value head its positions: q [B, H, T, d], k and v [B, K, T, d]. */
    private record Projections(NDArray q, NDArray k, NDArray v) {}

    SelfAttention(Aten aten, ModelConfig config, WeightedLayers layers, ModelConstants numbers) {
        this.aten = aten;
        this.layers = layers;
        this.form = config.block();
        this.attention = config.attention();
        this.heads = config.heads();
        this.keyValueHeads = config.keyValueHeads();
        this.headSize = config.headSize();
        this.scale = numbers.attentionScale();
        this.softCap = numbers.attentionSoftCap();
    }

    /** What the heads have put together, before the output projection: [B·T, D] → [B·T, H·d]. */
    NDArray mixed(NDArray x, int layer, BatchPositions positions) {
        Projections all = project(x, layer, positions);
        NDArray q = turned(normalised(all.q(), Role.QUERY_NORM, layer), positions);
        NDArray k = turned(normalised(all.k(), Role.KEY_NORM, layer), positions);
        return mix(q, k, all.v(), attention.window(layer), positions) // [B, H, T, d]
                .transpose(0, 2, 1, 3)
                .reshape(x.getShape().get(0), (long) heads * headSize);
    }

    private Projections project(NDArray x, int layer, BatchPositions positions) {
        return switch (form.queryKeyValue()) {
            case SEPARATE ->
                new Projections(
                        heads(layers.linear(x, Role.QUERY, layer), heads, positions),
                        heads(layers.linear(x, Role.KEY, layer), keyValueHeads, positions),
                        heads(layers.linear(x, Role.VALUE, layer), keyValueHeads, positions));
            case STACKED -> {
                NDArray all = heads(
                        layers.linear(x, Role.QUERY_KEY_VALUE, layer),
                        heads + 2 * keyValueHeads,
                        positions); // [B, H + 2K, T, d]
                int values = heads + keyValueHeads;
                yield new Projections(
                        all.get(new NDIndex(":, :{}", heads)),
                        all.get(new NDIndex(":, {}:{}", heads, values)),
                        all.get(new NDIndex(":, {}:", values)));
            }
            case INTERLEAVED -> {
                NDArray all = layers.linear(x, Role.QUERY_KEY_VALUE, layer)
                        .reshape(positions.sequences(), positions.positions(), heads, 3, headSize)
                        .transpose(3, 0, 2, 1, 4); // [3, B, H, T, d]
                yield new Projections(all.get(0), all.get(1), all.get(2));
            }
        };
    }

    /** [B·T, heads·d] → [B, heads, T, d], a view. */
    private NDArray heads(NDArray x, int count, BatchPositions positions) {
        return x.reshape(positions.sequences(), positions.positions(), count, headSize)
                .transpose(0, 2, 1, 3);
    }

    private NDArray normalised(NDArray x, Role role, int layer) {
        return form.queryKeyNorm() ? layers.rootMeanSquare(x, role, layer) : x;
    }

    private NDArray turned(NDArray x, BatchPositions positions) {
        return positions
                .turn()
                .map(turn -> aten.rotate(x, turn.cos(), turn.sin()))
                .orElse(x);
    }

    private NDArray mix(NDArray q, NDArray k, NDArray v, int window, BatchPositions positions) {
        if (attention.softCap() > 0) {
            return aten.attention(q, k, v, scale, positions.mask(window), softCap);
        }
        if (positions.few()) {
            NDArray mask = positions.groupMask(window, keyValueHeads, heads / keyValueHeads);
            return aten.shortAttention(q, k, v, scale, mask);
        }
        return positions.cuts(window)
                ? aten.attention(q, k, v, scale, positions.mask(window))
                : aten.attention(q, k, v, scale);
    }
}
