package macaw.languagemodel;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.safetensors.Dtype;

/** config.json to {@link ModelConfig}: what it cannot compute exactly it refuses by name. */
final class ConfigReader {
    /** Options that {@link ConfigWriter} writes itself, by their usual names; all others are kept as they are. */
    static final Set<String> REWRITTEN = Set.of(
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
            "partial_rotary_factor",
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

    private final ModelHead head;
    private final ConfigOptions options;
    private final TransformerReader transformer;
    private final Architecture architecture;

    private ConfigReader(Architecture architecture, ModelHead head, ConfigOptions options) {
        this.architecture = architecture;
        this.head = head;
        this.options = options;
        this.transformer = new TransformerReader(architecture, options);
    }

    static ModelConfig read(Path dir) {
        Path file = dir.resolve("config.json");
        JsonNode json = JsonFile.object(file);
        Architecture architecture = architecture(file, json);
        ModelHead head = head(file, json, architecture);
        return new ConfigReader(architecture, head, new ConfigOptions(file, json, architecture)).toConfig(dir);
    }

    private ModelConfig toConfig(Path dir) {
        requireOneLabel();
        int vocabularySize = options.size("vocab_size");
        options.require(vocabularySize > 0, "vocab_size", vocabularySize);
        int hiddenSize = transformer.hiddenSize();
        int intermediateSize = transformer.intermediateSize();
        int layers = options.size("num_hidden_layers");
        int heads = transformer.heads();
        int keyValueHeads = transformer.keyValueHeads();
        int headSize = transformer.headSize();
        int maxPositions = transformer.maxPositions();
        BlockForm block = transformer.block();
        Attention attention = transformer.attention();
        Rotary rotary = transformer.rotary();
        double logitSoftCap = transformer.logitSoftCap();
        boolean tied = transformer.tiedEmbeddings();
        OptionalInt bos = options.token("bos_token_id", vocabularySize);
        Set<Integer> ends = endTokens(dir, vocabularySize);
        OptionalInt pad = options.token("pad_token_id", vocabularySize);
        double rewardShift = options.number("reward_shift", 0);
        double rewardScale = options.number("reward_scale", 1);
        Dtype dtype = dtype();
        return options.made(() -> new ModelConfig(
                architecture,
                vocabularySize,
                hiddenSize,
                intermediateSize,
                layers,
                heads,
                keyValueHeads,
                headSize,
                maxPositions,
                block,
                attention,
                rotary,
                transformer.embeddingScale(),
                logitSoftCap,
                tied,
                bos,
                ends,
                pad,
                head,
                rewardShift,
                rewardScale,
                dtype,
                options.besides(REWRITTEN)));
    }

    private static Architecture architecture(Path file, JsonNode json) {
        String modelType = json.path("model_type").asText("llama");
        return Architecture.ofModelType(modelType)
                .orElseThrow(() -> unsupported(
                        file,
                        "architecture " + named(json) + " of model_type " + modelType
                                + " is not supported; supported are "
                                + Arrays.stream(Architecture.values())
                                        .map(Architecture::modelType)
                                        .collect(Collectors.joining(", "))));
    }

    private static ModelHead head(Path file, JsonNode json, Architecture architecture) {
        for (ModelHead head : ModelHead.values()) {
            if (json.path("architectures").size() == 1
                    && architecture.className(head).equals(named(json))) {
                return head;
            }
        }
        throw unsupported(
                file,
                "architecture " + named(json) + " of model_type " + architecture.modelType()
                        + " is not supported; supported are " + architecture.className(ModelHead.CAUSAL_LM) + " and "
                        + architecture.className(ModelHead.SEQUENCE_CLASSIFICATION));
    }

    private static String named(JsonNode json) {
        return json.path("architectures").path(0).asText("(none named)");
    }

    private void requireOneLabel() {
        JsonNode names = options.node("id2label");
        int labels = names.isObject() ? names.size() : options.size("num_labels", 1);
        if (head == ModelHead.SEQUENCE_CLASSIFICATION && labels != 1) {
            throw options.unsupported(labels + " labels are not supported; a reward or value model has one");
        }
    }

    private Set<Integer> endTokens(Path dir, int vocabularySize) {
        Path file = dir.resolve("generation_config.json");
        if (Files.exists(file)) {
            ConfigOptions generation = new ConfigOptions(file, JsonFile.object(file), architecture);
            if (generation.present("eos_token_id")) {
                return generation.tokens("eos_token_id", vocabularySize);
            }
        }
        return options.tokens("eos_token_id", vocabularySize);
    }

    private Dtype dtype() {
        String name =
                options.text("dtype").or(() -> options.text("torch_dtype")).orElse(Dtype.F32.configName());
        return Dtype.ofConfigName(name)
                .orElseThrow(() -> options.unsupported(
                        "dtype " + name + " is not supported; supported are float32, float16 and bfloat16"));
    }

    private static CodedException unsupported(Path file, String reason) {
        return new CodedException(ErrorCode.CONFIG_UNSUPPORTED, file + ": " + reason);
    }
}
