package macaw.languagemodel;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * {@link ModelConfig} to config.json and generation_config.json. Rotary settings and the dtype are written in the
 * spellings of both transformers 4 and 5, which each ignore the other's.
 */
final class ConfigWriter {
    private ConfigWriter() {}

    static void write(ModelConfig config, Path dir) {
        JsonFile.write(dir.resolve("config.json"), model(config));
        if (config.head() == ModelHead.CAUSAL_LM) {
            JsonFile.write(dir.resolve("generation_config.json"), specialTokens(config));
        }
    }

    private static Map<String, Object> model(ModelConfig config) {
        Architecture architecture = config.architecture();
        Map<String, Object> json = new TreeMap<>(config.otherOptions());
        json.put("architectures", List.of(config.className()));
        json.put("model_type", architecture.modelType());
        json.put("vocab_size", config.vocabularySize());
        json.put(architecture.spelling("hidden_size"), config.hiddenSize());
        json.put(architecture.spelling("intermediate_size"), config.intermediateSize());
        json.put(architecture.spelling("num_hidden_layers"), config.layers());
        json.put(architecture.spelling("num_attention_heads"), config.heads());
        if (architecture.hasGroups()) {
            json.put("num_key_value_heads", config.keyValueHeads());
            json.put("head_dim", config.headSize());
        }
        json.put(architecture.spelling("max_position_embeddings"), config.maxPositions());
        json.put(architecture.spelling("rms_norm_eps"), config.block().norm().epsilon());
        json.put("tie_word_embeddings", config.tiedEmbeddings());
        json.put("dtype", config.dtype().configName());
        json.put("torch_dtype", config.dtype().configName());
        if (config.rotary() != null) {
            json.putAll(rope(architecture, config.rotary(), config.headSize()));
        }
        json.putAll(specialTokens(config));
        if (config.head() == ModelHead.SEQUENCE_CLASSIFICATION) {
            json.put("id2label", Map.of("0", "LABEL_0"));
            json.put("label2id", Map.of("LABEL_0", 0));
            json.put("reward_shift", config.rewardShift());
            json.put("reward_scale", config.rewardScale());
        }
        return json;
    }

    private static Map<String, Object> rope(Architecture architecture, Rotary rotary, int headSize) {
        Map<String, Object> parameters = new TreeMap<>();
        parameters.put("rope_type", "default");
        RopeScaling scaling = rotary.scaling();
        if (scaling != null) {
            parameters.put("rope_type", "llama3");
            parameters.put("factor", scaling.factor());
            parameters.put("low_freq_factor", scaling.lowFrequencyFactor());
            parameters.put("high_freq_factor", scaling.highFrequencyFactor());
            parameters.put("original_max_position_embeddings", scaling.originalMaxPositions());
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(architecture.spelling("rope_theta"), rotary.theta());
        if (scaling != null) {
            json.put("rope_scaling", Map.copyOf(parameters));
        }
        parameters.put("rope_theta", rotary.theta());
        if (rotary.width() != headSize || architecture == Architecture.GPT_NEOX) {
            double part = (double) rotary.width() / headSize;
            if ((int) (headSize * part) < rotary.width()) {
                part = Math.nextUp(part); // whoever reads it rounds down
            }
            parameters.put("partial_rotary_factor", part);
            json.put(architecture.spelling("partial_rotary_factor"), part);
        }
        json.put("rope_parameters", parameters);
        return json;
    }

    private static Map<String, Object> specialTokens(ModelConfig config) {
        Map<String, Object> json = new TreeMap<>();
        config.bosTokenId().ifPresent(id -> json.put("bos_token_id", id));
        config.padTokenId().ifPresent(id -> json.put("pad_token_id", id));
        Set<Integer> ends = config.eosTokenIds();
        if (!ends.isEmpty()) {
            json.put("eos_token_id", ends.size() == 1 ? ends.iterator().next() : List.copyOf(ends));
        }
        return json;
    }
}
