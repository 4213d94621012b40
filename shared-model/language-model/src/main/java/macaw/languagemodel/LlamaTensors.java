package macaw.languagemodel;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** The names and shapes of a Llama model's tensors, as Hugging Face checkpoints have them: matrices are [out, in]. */
public final class LlamaTensors {
    /** [V, D]; also the head's matrix where embeddings are tied. */
    public static final String EMBEDDING = "model.embed_tokens.weight";
    /** [D], before the head. */
    public static final String FINAL_NORM = "model.norm.weight";
    /** [V, D]; absent where embeddings are tied. */
    public static final String LANGUAGE_MODEL_HEAD = "lm_head.weight";
    /** [1, D] of a reward or value model. */
    public static final String SCORE_HEAD = "score.weight";

    private LlamaTensors() {}

    /** [D], before attention. */
    public static String attentionNorm(int layer) {
        return layer(layer, "input_layernorm");
    }

    /** [H·d, D]. */
    public static String query(int layer) {
        return layer(layer, "self_attn.q_proj");
    }

    /** [Hkv·d, D]. */
    public static String key(int layer) {
        return layer(layer, "self_attn.k_proj");
    }

    /** [Hkv·d, D]. */
    public static String value(int layer) {
        return layer(layer, "self_attn.v_proj");
    }

    /** [D, H·d]. */
    public static String attentionOutput(int layer) {
        return layer(layer, "self_attn.o_proj");
    }

    /** [D], before the feed-forward block. */
    public static String feedForwardNorm(int layer) {
        return layer(layer, "post_attention_layernorm");
    }

    /** [F, D]; its output goes through SiLU. */
    public static String gate(int layer) {
        return layer(layer, "mlp.gate_proj");
    }

    /** [F, D]. */
    public static String up(int layer) {
        return layer(layer, "mlp.up_proj");
    }

    /** [D, F]. */
    public static String down(int layer) {
        return layer(layer, "mlp.down_proj");
    }

    /** Every tensor of the model with its shape, from the embedding up to the head. */
    public static SequencedMap<String, long[]> shapes(ModelConfig config) {
        long width = config.hiddenSize();
        long queries = (long) config.heads() * config.headSize();
        long keys = (long) config.keyValueHeads() * config.headSize();
        long inner = config.intermediateSize();
        SequencedMap<String, long[]> shapes = new LinkedHashMap<>();
        shapes.put(EMBEDDING, new long[] {config.vocabularySize(), width});
        for (int i = 0; i < config.layers(); i++) {
            shapes.put(attentionNorm(i), new long[] {width});
            shapes.put(query(i), new long[] {queries, width});
            shapes.put(key(i), new long[] {keys, width});
            shapes.put(value(i), new long[] {keys, width});
            shapes.put(attentionOutput(i), new long[] {width, queries});
            shapes.put(feedForwardNorm(i), new long[] {width});
            shapes.put(gate(i), new long[] {inner, width});
            shapes.put(up(i), new long[] {inner, width});
            shapes.put(down(i), new long[] {width, inner});
        }
        shapes.put(FINAL_NORM, new long[] {width});
        switch (config.head()) {
            case CAUSAL_LM -> {
                if (!config.tiedEmbeddings()) {
                    shapes.put(LANGUAGE_MODEL_HEAD, new long[] {config.vocabularySize(), width});
                }
            }
            case SEQUENCE_CLASSIFICATION -> shapes.put(SCORE_HEAD, new long[] {1, width});
        }
        return shapes;
    }

    private static String layer(int index, String part) {
        return "model.layers." + index + "." + part + ".weight";
    }
}
