package macaw.languagemodel.gguf;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import macaw.languagemodel.Architecture;
import macaw.languagemodel.Role;

/** The families of models as GGUF files name them and their tensors. */
enum GgufArchitecture {
    LLAMA("llama", Architecture.LLAMA),
    QWEN2("qwen2", Architecture.QWEN2),
    QWEN3("qwen3", Architecture.QWEN3),
    GEMMA("gemma", Architecture.GEMMA),
    GEMMA2("gemma2", Architecture.GEMMA2),
    PHI3("phi3", Architecture.PHI3),
    GPT2("gpt2", Architecture.GPT2),
    GPT_NEOX("gptneox", Architecture.GPT_NEOX);

    private static final Pattern NAME = Pattern.compile("(?:blk\\.([0-9]{1,6})\\.)?([a-z_]+)\\.(weight|bias)");
    private static final Map<String, Role> OUTSIDE = Map.of(
            "token_embd", Role.EMBEDDING,
            "position_embd", Role.POSITION_EMBEDDING,
            "output_norm", Role.FINAL_NORM,
            "output", Role.LANGUAGE_MODEL_HEAD);
    private static final Map<String, Role> INSIDE = Map.ofEntries(
            entry("attn_norm", Role.ATTENTION_NORM),
            entry("attn_q", Role.QUERY),
            entry("attn_k", Role.KEY),
            entry("attn_v", Role.VALUE),
            entry("attn_qkv", Role.QUERY_KEY_VALUE),
            entry("attn_q_norm", Role.QUERY_NORM),
            entry("attn_k_norm", Role.KEY_NORM),
            entry("attn_output", Role.ATTENTION_OUTPUT),
            entry("post_attention_norm", Role.POST_ATTENTION_NORM),
            entry("ffn_norm", Role.FEED_FORWARD_NORM),
            entry("ffn_gate", Role.GATE),
            entry("ffn_up", Role.UP),
            entry("ffn_down", Role.DOWN),
            entry("post_ffw_norm", Role.POST_FEED_FORWARD_NORM));

    private final String id;
    private final Architecture architecture;

    GgufArchitecture(String id, Architecture architecture) {
        this.id = id;
        this.architecture = architecture;
    }

    /**
     * What a tensor is in the checkpoint.
     *
     * @param name its name there
     * @param role what it is for
     */
    record Place(String name, Role role) {}

    /** The family that a file says it is of; {@code CONFIG_UNSUPPORTED} names another. */
    static GgufArchitecture of(GgufMetadata metadata) {
        String id = metadata.text("general.architecture").orElseThrow(() -> metadata.missing("general.architecture"));
        return Arrays.stream(values())
                .filter(architecture -> architecture.id.equals(id))
                .findFirst()
                .orElseThrow(
                        () -> metadata.unsupported("general.architecture " + id + " is not supported; supported are "
                                + Arrays.stream(values()).map(a -> a.id).collect(Collectors.joining(", "))));
    }

    /** The family in Hugging Face's terms. */
    Architecture architecture() {
        return architecture;
    }

    /** The key of one of its own options. */
    String key(String option) {
        return id + "." + option;
    }

    /** Where a tensor goes, or empty when the family has none of that name. */
    Optional<Place> place(String tensor) {
        Matcher name = NAME.matcher(tensor);
        if (!name.matches()) {
            return Optional.empty();
        }
        Role role = name.group(1) == null ? OUTSIDE.get(name.group(2)) : INSIDE.get(name.group(2));
        if (this == PHI3 && role == Role.UP) {
            role = Role.GATE_UP;
        }
        if (role == null || !architecture.has(role)) {
            return Optional.empty();
        }
        int layer = name.group(1) == null ? 0 : Integer.parseInt(name.group(1));
        return Optional.of(new Place(architecture.name(role, layer) + "." + name.group(3), role));
    }
}
