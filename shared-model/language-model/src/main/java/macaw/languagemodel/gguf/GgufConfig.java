package macaw.languagemodel.gguf;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import macaw.languagemodel.Architecture;
import macaw.languagemodel.ModelHead;
import macaw.languagemodel.RopeScaling;
import org.jspecify.annotations.Nullable;

/**
 * A GGUF file's metadata to the options of config.json. An option of the model that is not known here is refused by its
 * key, as it may change what the model computes.
 */
final class GgufConfig {
    /** Llama 3's rotary frequencies are kept as the factors by which they were divided. */
    static final String ROTARY_FACTORS = "rope_freqs.weight";

    private static final int DEFAULT_ROPE_THETA = 10_000;
    /** Of Llama 3.1 and later, as are the next two; what else there is can be read off the factors. */
    private static final double LOW_FREQUENCY = 1;

    private static final double HIGH_FREQUENCY = 4;
    /** Where no factor lies between 1 and the largest, so that none tells. */
    private static final int USUAL_ORIGINAL_POSITIONS = 8192;
    /** Of Gemma 2 27B, which alone scales queries by the width a head. */
    private static final int GEMMA2_27B_LAYERS = 46;

    /** Options that are read here, or checked against the tensors. */
    private static final Set<String> READ = Set.of(
            "context_length",
            "embedding_length",
            "block_count",
            "feed_forward_length",
            "attention.head_count",
            "attention.head_count_kv",
            "attention.key_length",
            "attention.value_length",
            "attention.layer_norm_epsilon",
            "attention.layer_norm_rms_epsilon",
            "attention.sliding_window",
            "rope.dimension_count",
            "rope.freq_base",
            "rope.scaling.original_context_length", // says nothing without a type of scaling
            "use_parallel_residual",
            "attn_logit_softcapping",
            "final_logit_softcapping",
            "vocab_size",
            "tensor_data_layout");

    /** Options that are supported with the value that changes nothing. */
    private static final Map<String, Object> WITHOUT_EFFECT = Map.of(
            "expert_count", new GgufValue.Whole(0),
            "expert_used_count", new GgufValue.Whole(0),
            "attention.causal", new GgufValue.Flag(true),
            "rope.scaling.type", new GgufValue.Text("none"),
            "rope.scaling.factor", new GgufValue.Real(1),
            "rope.scaling.attn_factor", new GgufValue.Real(1));

    private final GgufFile file;
    private final GgufMetadata metadata;
    private final GgufArchitecture family;

    GgufConfig(GgufFile file, GgufArchitecture family) {
        this.file = file;
        this.metadata = file.metadata();
        this.family = family;
    }

    int heads() {
        return metadata.size(family.key("attention.head_count"));
    }

    int keyValueHeads() {
        return metadata.size(family.key("attention.head_count_kv"), heads());
    }

    /** Whether the head's matrix is the embedding: the file has none of its own, or an equal one. */
    boolean tied() {
        if (!file.contains("output.weight")) {
            return true;
        }
        return family == GgufArchitecture.GPT2
                && file.tensor("output.weight").type()
                        == file.tensor("token_embd.weight").type()
                && file.data("output.weight").mismatch(file.data("token_embd.weight")) == -1;
    }

    /** The options of config.json, without special tokens. */
    Map<String, Object> options() {
        refuseUnknown();
        Architecture architecture = family.architecture();
        int hidden = metadata.size(family.key("embedding_length"));
        int headSize = headSize(hidden);
        Map<String, Object> json = new TreeMap<>();
        json.put("architectures", List.of(architecture.className(ModelHead.CAUSAL_LM)));
        json.put("model_type", architecture.modelType());
        json.put("vocab_size", file.tensor("token_embd.weight").shape()[0]);
        put(json, "hidden_size", hidden);
        put(json, "num_hidden_layers", metadata.size(family.key("block_count")));
        put(json, "intermediate_size", metadata.size(family.key("feed_forward_length")));
        put(json, "num_attention_heads", heads());
        put(json, "max_position_embeddings", metadata.size(family.key("context_length")));
        put(json, "rms_norm_eps", epsilon());
        json.put("tie_word_embeddings", tied());
        String dtype = file.tensor("token_embd.weight").type().dtype().configName();
        json.put("torch_dtype", dtype);
        json.put("dtype", dtype);
        switch (family) {
            case GPT2 -> put(json, "hidden_act", "gelu_new");
            case GPT_NEOX -> {
                put(json, "hidden_act", "gelu");
                json.put("use_parallel_residual", metadata.flag(family.key("use_parallel_residual"), true));
            }
            case LLAMA, QWEN2, QWEN3, PHI3 -> groups(json, headSize, "silu");
            case GEMMA -> groups(json, headSize, "gelu_pytorch_tanh");
            case GEMMA2 -> {
                groups(json, headSize, "gelu_pytorch_tanh");
                gemma2(json, hidden, headSize);
            }
        }
        if (family == GgufArchitecture.GEMMA2 || family == GgufArchitecture.PHI3) {
            window(json);
        }
        if (family != GgufArchitecture.GPT2) {
            rotary(json, headSize);
        }
        return json;
    }

    private void put(Map<String, Object> json, String option, Object value) {
        json.put(family.architecture().spelling(option), value);
    }

    private void groups(Map<String, Object> json, int headSize, String activation) {
        json.put("num_key_value_heads", keyValueHeads());
        json.put("head_dim", headSize);
        json.put("hidden_act", activation);
    }

    private int headSize(int hidden) {
        int even = hidden / heads();
        int headSize = metadata.size(family.key("attention.key_length"), Math.max(1, even));
        if (metadata.size(family.key("attention.value_length"), headSize) != headSize) {
            throw metadata.unsupported(family.key("attention.value_length")
                    + " is not supported where it is not that of keys, " + headSize);
        }
        return headSize;
    }

    private double epsilon() {
        boolean rms = family != GgufArchitecture.GPT2 && family != GgufArchitecture.GPT_NEOX;
        String key = family.key(rms ? "attention.layer_norm_rms_epsilon" : "attention.layer_norm_epsilon");
        if (!metadata.has(key)) {
            throw metadata.missing(key);
        }
        return shortest(metadata.number(key, 0));
    }

    private void gemma2(Map<String, Object> json, int hidden, int headSize) {
        boolean largest = metadata.size(family.key("block_count")) == GEMMA2_27B_LAYERS;
        json.put("query_pre_attn_scalar", largest ? hidden / heads() : headSize);
        for (String option : List.of("attn_logit_softcapping", "final_logit_softcapping")) {
            if (!metadata.has(family.key(option))) {
                throw metadata.missing(family.key(option));
            }
            json.put(option, shortest(metadata.number(family.key(option), 0)));
        }
    }

    /** 0 stands for none; for an option that is missing, transformers has windows of its own. */
    private void window(Map<String, Object> json) {
        boolean windows = metadata.number(family.key("attention.sliding_window"), 0) != 0;
        json.put("sliding_window", windows ? metadata.size(family.key("attention.sliding_window")) : null);
    }

    private void rotary(Map<String, Object> json, int headSize) {
        double theta = shortest(metadata.number(family.key("rope.freq_base"), DEFAULT_ROPE_THETA));
        int rotated = metadata.size(family.key("rope.dimension_count"), headSize);
        put(json, "rope_theta", theta);
        if (rotated > headSize) {
            throw metadata.unsupported(
                    family.key("rope.dimension_count") + " " + rotated + " is not supported, a head has " + headSize);
        }
        if (rotated != headSize || family == GgufArchitecture.GPT_NEOX) {
            double part = (double) rotated / headSize;
            put(json, "partial_rotary_factor", (int) (part * headSize) == rotated ? part : Math.nextUp(part));
        }
        RopeScaling scaling = scaling(theta, headSize);
        if (scaling != null) {
            json.put(
                    "rope_scaling",
                    Map.of(
                            "rope_type", "llama3",
                            "factor", scaling.factor(),
                            "low_freq_factor", scaling.lowFrequencyFactor(),
                            "high_freq_factor", scaling.highFrequencyFactor(),
                            "original_max_position_embeddings", scaling.originalMaxPositions()));
        }
    }

    /** Llama 3's stretching, which is refused where its usual parameters do not give the file's factors. */
    private @Nullable RopeScaling scaling(double theta, int headSize) {
        if (family != GgufArchitecture.LLAMA || !file.contains(ROTARY_FACTORS)) {
            return null;
        }
        GgufTensor tensor = file.tensor(ROTARY_FACTORS);
        float[] factors = file.row(ROTARY_FACTORS, 0);
        double largest = 1;
        for (float factor : factors) {
            largest = Math.max(largest, factor);
        }
        if (!Double.isFinite(largest) || tensor.shape().length != 1 || factors.length != headSize / 2) {
            throw metadata.unsupported(ROTARY_FACTORS + " " + Arrays.toString(tensor.shape()) + " is not supported");
        }
        int positions = originalPositions(factors, largest, theta, headSize);
        var scaling = new RopeScaling(largest, LOW_FREQUENCY, HIGH_FREQUENCY, positions);
        for (int i = 0; i < factors.length; i++) {
            double frequency = Math.pow(theta, -2.0 * i / headSize);
            double expected = frequency / scaling.scaled(frequency);
            if (!(Math.abs(factors[i] - expected) < 1e-3 * expected)) {
                throw metadata.unsupported(ROTARY_FACTORS + " are not those of Llama 3 with a factor of " + largest
                        + ": number " + i + " is " + factors[i] + " instead of " + expected);
            }
        }
        return scaling;
    }

    /**
     * The context before it was stretched: a factor f between 1 and the largest, F, says with 1/f = (1 − s)/F + s which
     * share s of its frequency was kept, and so how many turns, low + s · (high − low), it makes in that context.
     */
    private static int originalPositions(float[] factors, double largest, double theta, int headSize) {
        for (int i = 0; i < factors.length; i++) {
            if (factors[i] > 1.001 && factors[i] < 0.999 * largest) {
                double kept = (1 / (double) factors[i] - 1 / largest) / (1 - 1 / largest);
                double turns = LOW_FREQUENCY + kept * (HIGH_FREQUENCY - LOW_FREQUENCY);
                double frequency = Math.pow(theta, -2.0 * i / headSize);
                return (int) Math.clamp(Math.round(2 * Math.PI * turns / frequency), 1, Integer.MAX_VALUE);
            }
        }
        return USUAL_ORIGINAL_POSITIONS;
    }

    private void refuseUnknown() {
        if (metadata.number("split.count", 0) > 1) {
            throw metadata.unsupported("split.count: it is one of several files, which are to be merged first");
        }
        for (String key : metadata.keys()) {
            if (key.startsWith(family.key(""))) {
                String option = key.substring(family.key("").length());
                if (!READ.contains(option) && !metadata.is(key, WITHOUT_EFFECT.get(option))) {
                    throw metadata.unsupported(key + " is not supported");
                }
            }
        }
        if (family != GgufArchitecture.GEMMA2
                && family != GgufArchitecture.PHI3
                && metadata.number(family.key("attention.sliding_window"), 0) != 0) {
            throw metadata.unsupported(family.key("attention.sliding_window") + " is not supported");
        }
    }

    /** A float's shortest decimal: what people wrote before it was rounded to 32 bits. */
    private static double shortest(double value) {
        return (float) value == value ? Double.parseDouble(Float.toString((float) value)) : value;
    }
}
