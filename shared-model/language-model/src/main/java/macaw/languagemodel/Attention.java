package macaw.languagemodel;

import java.util.List;

/**
 * What attention does besides softmax(q·kᵀ · scale)·v over the positions up to its own.
 *
 * @param scale of the products of queries and keys
 * @param softCap c of c · tanh(x / c), which bounds the scaled products (Gemma 2); 0 where nothing does
 * @param windows of each layer: a query sees this many positions, its own included; 0 where it sees all
 */
public record Attention(double scale, double softCap, List<Integer> windows) {
    public Attention {
        ModelConfig.require(scale > 0 && Double.isFinite(scale), "attention scale", scale);
        ModelConfig.require(softCap >= 0 && Double.isFinite(softCap), "attn_logit_softcapping", softCap);
        windows = List.copyOf(windows);
        windows.forEach(window -> ModelConfig.require(window >= 0, "sliding_window", window));
    }

    /** The window of a layer; 0 where it sees all positions. */
    public int window(int layer) {
        return windows.get(layer);
    }
}
