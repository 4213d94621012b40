package macaw.languagemodel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.safetensors.Dtype;
import org.jspecify.annotations.Nullable;

/** config.json to {@link ModelConfig}: what it cannot compute exactly it refuses by name. */
final class ConfigReader {
    /** Options that {@link ConfigWriter} writes itself; all others are kept as they are. */
    private static final Set<String> INTERPRETED = Set.of(
            "architectures",
            "model_type",
            "vocab_size",
            "hidden_size",
            "intermediate_size",
            "num_hidden_layers",
            "num_attention_heads",
            "num_key_value_heads",
            "head_dim",
            "max_position_embeddings",
            "rms_norm_eps",
            "rope_theta",
            "rope_scaling",
            "rope_parameters",
            "tie_word_embeddings",
            "bos_token_id",
            "eos_token_id",
            "pad_token_id",
            "torch_dtype",
            "dtype",
            "num_labels",
            "id2label",
            "label2id",
            "reward_shift",
            "reward_scale");

    private final Path file;
    private final JsonNode config;

    private ConfigReader(Path file, JsonNode config) {
        this.file = file;
        this.config = config;
    }

    static ModelConfig read(Path dir) {
        Path file = dir.resolve("config.json");
        return new ConfigReader(file, JsonFile.object(file)).toConfig(dir);
    }

    private ModelConfig toConfig(Path dir) {
        ModelHead head = head();
        refuseUnsupported();
        int hidden = size("hidden_size");
        int heads = size("num_attention_heads");
        int headSize = present("head_dim") ? size("head_dim") : hidden / Math.max(1, heads);
        JsonNode rope = present("rope_parameters") ? config.get("rope_parameters") : config.path("rope_scaling");
        return new ModelConfig(
                size("vocab_size"),
                hidden,
                size("intermediate_size"),
                size("num_hidden_layers"),
                heads,
                present("num_key_value_heads") ? size("num_key_value_heads") : heads,
                headSize,
                present("max_position_embeddings") ? size("max_position_embeddings") : 2048,
                number(config, "rms_norm_eps", 1e-6),
                rope.hasNonNull("rope_theta") ? number(rope, "rope_theta", 0) : number(config, "rope_theta", 10_000),
                ropeScaling(rope),
                config.path("tie_word_embeddings").asBoolean(false),
                token(config.path("bos_token_id"), "bos_token_id"),
                endTokens(dir),
                token(config.path("pad_token_id"), "pad_token_id"),
                head,
                number(config, "reward_shift", 0),
                number(config, "reward_scale", 1),
                dtype(),
                others());
    }

    private ModelHead head() {
        String modelType = config.path("model_type").asText("llama");
        JsonNode architectures = config.path("architectures");
        String architecture = architectures.path(0).asText("");
        for (ModelHead head : ModelHead.values()) {
            if (architectures.size() == 1
                    && modelType.equals("llama")
                    && head.architecture().equals(architecture)) {
                return head;
            }
        }
        throw unsupported("architecture " + (architecture.isEmpty() ? "(none named)" : architecture)
                + " of model_type " + modelType + " is not supported; supported are LlamaForCausalLM and"
                + " LlamaForSequenceClassification");
    }

    private void refuseUnsupported() {
        requireOption("hidden_act", "silu");
        requireOption("attention_bias", "false");
        requireOption("mlp_bias", "false");
        requireOption("sliding_window", "null");
        requireOption("quantization_config", "null");
        requireZero("attention_dropout");
        if (number(config, "partial_rotary_factor", 1) != 1) {
            throw unsupported("partial_rotary_factor " + config.get("partial_rotary_factor") + " is not supported");
        }
        int labels = config.path("id2label").isObject()
                ? config.get("id2label").size()
                : config.path("num_labels").asInt(1);
        if (head() == ModelHead.SEQUENCE_CLASSIFICATION && labels != 1) {
            throw unsupported(labels + " labels are not supported; a reward or value model has one");
        }
    }

    private void requireOption(String option, String only) {
        if (present(option) && !config.get(option).asText().equals(only)) {
            throw unsupported(option + " " + config.get(option) + " is not supported, only " + only);
        }
    }

    private void requireZero(String option) {
        if (number(config, option, 0) != 0) {
            throw unsupported(option + " " + config.get(option) + " is not supported, only 0");
        }
    }

    private @Nullable RopeScaling ropeScaling(JsonNode rope) {
        String type = rope.path("rope_type").asText(rope.path("type").asText("default"));
        return switch (type) {
            case "default" -> null;
            case "llama3" ->
                new RopeScaling(
                        number(rope, "factor", Double.NaN),
                        number(rope, "low_freq_factor", Double.NaN),
                        number(rope, "high_freq_factor", Double.NaN),
                        (int) number(rope, "original_max_position_embeddings", 0));
            default -> throw unsupported("rope_type " + type + " is not supported; supported are default and llama3");
        };
    }

    private Set<Integer> endTokens(Path dir) {
        Path generation = dir.resolve("generation_config.json");
        if (Files.exists(generation)) {
            JsonNode ends = JsonFile.object(generation).path("eos_token_id");
            if (!ends.isMissingNode() && !ends.isNull()) {
                return tokens(ends);
            }
        }
        return tokens(config.path("eos_token_id"));
    }

    private Set<Integer> tokens(JsonNode node) {
        Set<Integer> ids = new TreeSet<>();
        if (node.isArray()) {
            node.forEach(id -> token(id, "eos_token_id").ifPresent(ids::add));
        } else {
            token(node, "eos_token_id").ifPresent(ids::add);
        }
        return ids;
    }

    /** Older checkpoints write −1 where there is no such token. */
    private OptionalInt token(JsonNode node, String option) {
        if (node.isMissingNode() || node.isNull() || (node.isInt() && node.intValue() == -1)) {
            return OptionalInt.empty();
        }
        if (!node.isInt()) {
            throw unsupported(option + " " + node + " is not a token id");
        }
        return OptionalInt.of(node.intValue());
    }

    private Dtype dtype() {
        JsonNode node = present("dtype") ? config.get("dtype") : config.path("torch_dtype");
        String name = node.asText("float32");
        return node.isMissingNode() || node.isNull()
                ? Dtype.F32
                : Dtype.ofConfigName(name)
                        .orElseThrow(() -> unsupported(
                                "dtype " + name + " is not supported; supported are float32, float16 and bfloat16"));
    }

    private Map<String, Object> others() {
        Map<String, Object> others = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> option : config.properties()) {
            if (!INTERPRETED.contains(option.getKey()) && !option.getValue().isNull()) {
                others.put(option.getKey(), new ObjectMapper().convertValue(option.getValue(), Object.class));
            }
        }
        return others;
    }

    private boolean present(String option) {
        return config.hasNonNull(option);
    }

    private int size(String option) {
        JsonNode node = config.path(option);
        if (!node.isInt()) {
            throw unsupported(option + " " + (node.isMissingNode() ? "is missing" : node + " is not a size"));
        }
        return node.intValue();
    }

    private double number(JsonNode from, String option, double otherwise) {
        JsonNode node = from.path(option);
        if (node.isMissingNode() || node.isNull()) {
            return otherwise;
        }
        if (!node.isNumber()) {
            throw unsupported(option + " " + node + " is not a number");
        }
        return node.doubleValue();
    }

    private CodedException unsupported(String reason) {
        return new CodedException(ErrorCode.CONFIG_UNSUPPORTED, file + ": " + reason);
    }
}
