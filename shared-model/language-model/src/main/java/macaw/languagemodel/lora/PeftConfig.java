package macaw.languagemodel.lora;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.JsonFile;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.ModelHead;

/**
 * adapter_config.json as PEFT writes it. What would make the adapters something else than W + scale · B A, or belongs to a base that was changed
 * before they were trained, is refused by its name ({@code CONFIG_UNSUPPORTED}), as is every option that is not known here and says something.
 */
final class PeftConfig {
    static final String FILE = "adapter_config.json";

    private static final String BASE = "base_model_name_or_path";
    private static final int MAX_RANK = 1 << 16;

    /** Options that are read here, and those that say nothing of what adapters compute once they are trained. */
    private static final Set<String> KNOWN = Set.of(
            "peft_type",
            "task_type",
            "r",
            "lora_alpha",
            "use_rslora",
            "target_modules",
            "modules_to_save",
            "fan_in_fan_out",
            "init_lora_weights",
            "bias",
            BASE,
            "auto_mapping",
            "revision",
            "inference_mode",
            "peft_version",
            "lora_dropout",
            "megatron_core",
            "qalora_group_size",
            "runtime_config",
            "ensure_weight_tying",
            "corda_config",
            "eva_config",
            "loftq_config",
            "lora_ga_config");
    /** Beginnings that leave the base as it is. PiSSA, OLoRA, CorDA, LoftQ and LoRA-GA take something out of it, which only PEFT does again on loading. */
    private static final Set<String> BEGINNINGS = Set.of("gaussian", "eva", "orthogonal");

    private static final Set<String> SCORE_HEADS = Set.of("score", "classifier");

    private final Path file;
    private final JsonNode json;

    private PeftConfig(Path file) {
        this.file = file;
        this.json = JsonFile.object(file);
    }

    /** Of a folder of adapters; {@code CHECKPOINT_INVALID} where the file is missing or holds no object. */
    static PeftConfig read(Path dir) {
        return new PeftConfig(dir.resolve(FILE));
    }

    /** What the base was called where the adapters were trained: a folder there, or a name on a hub. */
    Optional<String> baseName() {
        return Optional.of(json.path(BASE))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .filter(name -> !name.isBlank());
    }

    /**
     * What the adapters are for on that base: a causal one is under a score head where they bring one. A reward has no unit then: that of the base
     * is of another head.
     */
    ModelConfig model(ModelConfig base) {
        requirePlain(base);
        String task = json.path("task_type").asText("");
        return switch (task) {
            case "", "null" -> base.withHead(base.head());
            case "SEQ_CLS" -> base.withHead(ModelHead.SEQUENCE_CLASSIFICATION);
            case "CAUSAL_LM" -> {
                require(
                        base.head() == ModelHead.CAUSAL_LM,
                        "task_type CAUSAL_LM is not supported on a base that is a " + base.className());
                yield base;
            }
            default -> throw unsupported("task_type " + task + " is not supported, only CAUSAL_LM and SEQ_CLS");
        };
    }

    /** The adapters themselves. */
    Lora lora() {
        JsonNode rank = json.path("r");
        require(
                rank.isInt() && rank.intValue() >= 1 && rank.intValue() <= MAX_RANK,
                "r " + shown(rank) + " is not supported, only 1 to " + MAX_RANK);
        JsonNode alpha = json.path("lora_alpha");
        require(
                alpha.isNumber() && alpha.doubleValue() > 0 && Double.isFinite(alpha.doubleValue()),
                "lora_alpha " + shown(alpha) + " is not supported, only a number above 0");
        return new Lora(rank.intValue(), alpha.doubleValue(), flag("use_rslora"), targets());
    }

    private List<String> targets() {
        JsonNode node = json.path("target_modules");
        if (node.isTextual() && node.textValue().equals("all-linear")) {
            return List.of();
        }
        List<String> targets = new ArrayList<>();
        for (JsonNode target : node) {
            require(target.isTextual(), "target_modules " + shown(target) + " is not the name of a module");
            targets.add(target.textValue());
        }
        require(!targets.isEmpty(), "target_modules " + shown(node) + " is not supported, only a list of names");
        return targets;
    }

    private void requirePlain(ModelConfig base) {
        requireOnly("peft_type", "LORA");
        require(
                json.path("bias").isMissingNode() || json.path("bias").asText().equals("none"),
                "bias " + shown(json.path("bias")) + " is not supported, only none");
        requireBaseAsItIs();
        for (JsonNode module : json.path("modules_to_save")) {
            require(
                    SCORE_HEADS.contains(module.asText()),
                    "modules_to_save " + shown(module) + " is not supported, only score");
        }
        boolean inputsFirst = base.architecture().inputsFirst();
        require(
                !json.has("fan_in_fan_out") || flag("fan_in_fan_out") == inputsFirst,
                "fan_in_fan_out " + shown(json.path("fan_in_fan_out")) + " does not fit the base, whose matrices are "
                        + (inputsFirst ? "[in, out]" : "[out, in]"));
        for (Map.Entry<String, JsonNode> option : json.properties()) {
            require(
                    KNOWN.contains(option.getKey()) || saysNothing(option.getValue()),
                    option.getKey() + " " + shown(option.getValue()) + " is not supported");
        }
    }

    private void requireBaseAsItIs() {
        JsonNode beginning = json.path("init_lora_weights");
        require(
                beginning.isMissingNode()
                        || beginning.isNull()
                        || beginning.isBoolean()
                        || BEGINNINGS.contains(beginning.asText()),
                "init_lora_weights " + shown(beginning)
                        + " is not supported: such adapters go with a base that was changed before they were trained;"
                        + " let PEFT convert them to plain ones (save_pretrained with"
                        + " path_initial_model_for_weight_conversion), or merge them with PEFT and import that");
    }

    private static boolean saysNothing(JsonNode value) {
        return value.isNull()
                || (value.isBoolean() && !value.booleanValue())
                || (value.isContainerNode() && value.isEmpty());
    }

    private boolean flag(String option) {
        JsonNode value = json.path(option);
        require(
                value.isMissingNode() || value.isNull() || value.isBoolean(),
                option + " " + shown(value) + " is neither true nor false");
        return value.asBoolean();
    }

    private void requireOnly(String option, String only) {
        JsonNode value = json.path(option);
        require(value.asText().equals(only), option + " " + shown(value) + " is not supported, only " + only);
    }

    private static String shown(JsonNode value) {
        String text = value.isMissingNode() ? "(missing)" : value.toString();
        return text.length() > 80 ? text.substring(0, 80) + "…" : text;
    }

    private void require(boolean holds, String what) {
        if (!holds) {
            throw unsupported(what);
        }
    }

    CodedException unsupported(String what) {
        return new CodedException(ErrorCode.CONFIG_UNSUPPORTED, file + ": " + what);
    }
}
