package macaw.languagemodel;

import static java.util.Map.entry;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The families of models that are computed exactly, as data: what transformers calls them, how their config.json spells the common sizes, and what
 * their tensors are called. What a block of theirs computes is read from the configuration, see {@link BlockForm}.
 */
public enum Architecture {
    LLAMA("llama", "LlamaForCausalLM", "LlamaForSequenceClassification", Spelling.USUAL, Names.LLAMA),
    MISTRAL("mistral", "MistralForCausalLM", "MistralForSequenceClassification", Spelling.USUAL, Names.LLAMA),
    QWEN2("qwen2", "Qwen2ForCausalLM", "Qwen2ForSequenceClassification", Spelling.USUAL, Names.LLAMA),
    QWEN3("qwen3", "Qwen3ForCausalLM", "Qwen3ForSequenceClassification", Spelling.USUAL, Names.LLAMA),
    GEMMA("gemma", "GemmaForCausalLM", "GemmaForSequenceClassification", Spelling.USUAL, Names.LLAMA),
    GEMMA2("gemma2", "Gemma2ForCausalLM", "Gemma2ForSequenceClassification", Spelling.USUAL, Names.GEMMA2),
    PHI3("phi3", "Phi3ForCausalLM", "Phi3ForSequenceClassification", Spelling.USUAL, Names.PHI3),
    GPT2("gpt2", "GPT2LMHeadModel", "GPT2ForSequenceClassification", Spelling.GPT2, Names.GPT2),
    GPT_NEOX("gpt_neox", "GPTNeoXForCausalLM", "GPTNeoXForSequenceClassification", Spelling.GPT_NEOX, Names.GPT_NEOX);

    private final String modelType;
    private final String causalClass;
    private final String classifierClass;
    private final Map<String, String> spelling;
    private final Names names;

    Architecture(
            String modelType, String causalClass, String classifierClass, Map<String, String> spelling, Names names) {
        this.modelType = modelType;
        this.causalClass = causalClass;
        this.classifierClass = classifierClass;
        this.spelling = spelling;
        this.names = names;
    }

    /** The architecture of config.json's {@code model_type}. */
    public static Optional<Architecture> ofModelType(String modelType) {
        for (Architecture architecture : values()) {
            if (architecture.modelType.equals(modelType)) {
                return Optional.of(architecture);
            }
        }
        return Optional.empty();
    }

    /** config.json's {@code model_type}. */
    public String modelType() {
        return modelType;
    }

    /** The class in config.json's {@code architectures}. */
    public String className(ModelHead head) {
        return switch (head) {
            case CAUSAL_LM -> causalClass;
            case SEQUENCE_CLASSIFICATION -> classifierClass;
        };
    }

    /** How config.json spells an option that most spell {@code usual}. */
    public String spelling(String usual) {
        return spelling.getOrDefault(usual, usual);
    }

    /** Whether matrices inside the blocks are stored [in, out], as GPT-2's are, instead of [out, in]. */
    public boolean inputsFirst() {
        return this == GPT2;
    }

    /** Whether the configuration knows of key-value heads and of head sizes; else there are as many as queries, of even size. */
    boolean hasGroups() {
        return this != GPT2 && this != GPT_NEOX;
    }

    /** What all tensors but the heads' begin with. */
    String prefix() {
        return names.prefix();
    }

    /** Whether models of this family can have a layer of weights with that role. */
    public boolean has(Role role) {
        return names.parts().containsKey(role);
    }

    /** The name of a layer of weights, without {@code .weight}; layer counts from 0 and is looked at for parts of blocks only. */
    public String name(Role role, int layer) {
        String part = names.parts().get(role);
        if (part == null) {
            throw new IllegalArgumentException(modelType + " has no " + role);
        }
        return part.replace("#", Integer.toString(layer));
    }

    private static final class Spelling {
        static final Map<String, String> USUAL = Map.of();
        static final Map<String, String> GPT2 = Map.ofEntries(
                entry("hidden_size", "n_embd"),
                entry("num_hidden_layers", "n_layer"),
                entry("num_attention_heads", "n_head"),
                entry("max_position_embeddings", "n_positions"),
                entry("intermediate_size", "n_inner"),
                entry("rms_norm_eps", "layer_norm_epsilon"),
                entry("hidden_act", "activation_function"));
        static final Map<String, String> GPT_NEOX = Map.of(
                "rms_norm_eps", "layer_norm_eps",
                "rope_theta", "rotary_emb_base",
                "partial_rotary_factor", "rotary_pct");
    }

    /** Names of tensors; {@code #} stands for the number of the layer. */
    private record Names(String prefix, Map<Role, String> parts) {
        static final Names LLAMA = of(
                "model.",
                "layers.#.",
                Map.ofEntries(
                        entry(Role.EMBEDDING, "embed_tokens"),
                        entry(Role.FINAL_NORM, "norm"),
                        entry(Role.LANGUAGE_MODEL_HEAD, "lm_head"),
                        entry(Role.ATTENTION_NORM, "input_layernorm"),
                        entry(Role.QUERY, "self_attn.q_proj"),
                        entry(Role.KEY, "self_attn.k_proj"),
                        entry(Role.VALUE, "self_attn.v_proj"),
                        entry(Role.QUERY_NORM, "self_attn.q_norm"),
                        entry(Role.KEY_NORM, "self_attn.k_norm"),
                        entry(Role.ATTENTION_OUTPUT, "self_attn.o_proj"),
                        entry(Role.FEED_FORWARD_NORM, "post_attention_layernorm"),
                        entry(Role.GATE, "mlp.gate_proj"),
                        entry(Role.UP, "mlp.up_proj"),
                        entry(Role.DOWN, "mlp.down_proj")));
        static final Names GEMMA2 = LLAMA.with(
                "layers.#.",
                Map.of(
                        Role.POST_ATTENTION_NORM, "post_attention_layernorm",
                        Role.FEED_FORWARD_NORM, "pre_feedforward_layernorm",
                        Role.POST_FEED_FORWARD_NORM, "post_feedforward_layernorm"));
        static final Names PHI3 = LLAMA.with(
                "layers.#.", Map.of(Role.QUERY_KEY_VALUE, "self_attn.qkv_proj", Role.GATE_UP, "mlp.gate_up_proj"));
        static final Names GPT2 = of(
                "transformer.",
                "h.#.",
                Map.ofEntries(
                        entry(Role.EMBEDDING, "wte"),
                        entry(Role.POSITION_EMBEDDING, "wpe"),
                        entry(Role.FINAL_NORM, "ln_f"),
                        entry(Role.LANGUAGE_MODEL_HEAD, "lm_head"),
                        entry(Role.ATTENTION_NORM, "ln_1"),
                        entry(Role.QUERY_KEY_VALUE, "attn.c_attn"),
                        entry(Role.ATTENTION_OUTPUT, "attn.c_proj"),
                        entry(Role.FEED_FORWARD_NORM, "ln_2"),
                        entry(Role.UP, "mlp.c_fc"),
                        entry(Role.DOWN, "mlp.c_proj")));
        static final Names GPT_NEOX = of(
                "gpt_neox.",
                "layers.#.",
                Map.ofEntries(
                        entry(Role.EMBEDDING, "embed_in"),
                        entry(Role.FINAL_NORM, "final_layer_norm"),
                        entry(Role.LANGUAGE_MODEL_HEAD, "embed_out"),
                        entry(Role.ATTENTION_NORM, "input_layernorm"),
                        entry(Role.QUERY_KEY_VALUE, "attention.query_key_value"),
                        entry(Role.ATTENTION_OUTPUT, "attention.dense"),
                        entry(Role.FEED_FORWARD_NORM, "post_attention_layernorm"),
                        entry(Role.UP, "mlp.dense_h_to_4h"),
                        entry(Role.DOWN, "mlp.dense_4h_to_h")));

        private static Names of(String prefix, String layer, Map<Role, String> parts) {
            return new Names(prefix, Map.of(Role.SCORE_HEAD, "score")).with(layer, parts);
        }

        private Names with(String layer, Map<Role, String> more) {
            Map<Role, String> all = new EnumMap<>(parts);
            more.forEach((role, part) -> all.put(
                    role,
                    switch (role) {
                        case EMBEDDING, POSITION_EMBEDDING, FINAL_NORM -> prefix + part;
                        case LANGUAGE_MODEL_HEAD, SCORE_HEAD -> part;
                        default -> prefix + layer + part;
                    }));
            return new Names(prefix, new LinkedHashMap<>(all));
        }
    }
}
