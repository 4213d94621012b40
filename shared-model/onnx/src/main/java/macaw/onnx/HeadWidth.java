package macaw.onnx;

import macaw.languagemodel.ModelConfig;

/** How wide a head is for GroupQueryAttention, and so in the cache of keys and values: filled up with zeros where 8 does not divide it. */
public final class HeadWidth {
    private static final int ALIGNMENT = 8;

    private HeadWidth() {}

    /** The width of this model's heads there. */
    public static int of(ModelConfig config) {
        return Math.ceilDiv(config.headSize(), ALIGNMENT) * ALIGNMENT;
    }
}
