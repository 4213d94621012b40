package macaw.languagemodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.safetensors.Dtype;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelConfigTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path dir;

    @Test
    void theSpellingsOfTransformersFourAndFiveMeanTheSame() throws Exception {
        ObjectNode five = fixture("llama3_rope");
        ObjectNode four = five.deepCopy();
        four.remove("rope_parameters");
        four.remove("dtype");
        four.put("torch_dtype", "float32").put("rope_theta", 10000.0);
        four.set("rope_scaling", ((ObjectNode) five.get("rope_parameters").deepCopy()).without("rope_theta"));
        assertThat(read(four)).isEqualTo(read(five));
        assertThat(read(four).ropeScaling()).isEqualTo(new RopeScaling(8, 1, 4, 16));
    }

    @Test
    void whatIsWrittenIsReadAgainAndKeepsWhatItDoesNotKnow() throws Exception {
        ObjectNode json = fixture("llama_reward");
        json.put("our_note", "kept").putArray("list").add(1);
        ModelConfig config = read(json).withReward(-1.25, 0.5).withDtype(Dtype.BF16);
        Path copy = Files.createDirectory(dir.resolve("copy"));
        config.write(copy);
        assertThat(ModelConfig.read(copy)).isEqualTo(config);
        JsonNode written = JSON.readTree(copy.resolve("config.json").toFile());
        assertThat(written.get("our_note").asText()).isEqualTo("kept");
        assertThat(written.get("reward_shift").asDouble()).isEqualTo(-1.25);
        assertThat(written.get("rope_parameters").get("rope_theta").asDouble()).isEqualTo(10000);
        assertThat(written.get("rope_theta").asDouble()).isEqualTo(10000);
        assertThat(written.get("dtype")).isEqualTo(written.get("torch_dtype"));
        assertThat(config.normalisedReward(3.25)).isEqualTo(1);
    }

    @Test
    void anEndTokenIsANumberOrAListAndGenerationConfigHasTheLastWord() throws Exception {
        assertThat(read(fixture("llama")).eosTokenIds()).containsExactly(2);
        ObjectNode list = fixture("llama");
        list.putArray("eos_token_id").add(7).add(5);
        assertThat(read(list).eosTokenIds()).containsExactly(5, 7);
        Files.writeString(dir.resolve("generation_config.json"), "{\"eos_token_id\": [9]}");
        assertThat(read(list).eosTokenIds()).containsExactly(9);
    }

    @Test
    void aTokenThatIsNotThereIsAbsent() throws Exception {
        ObjectNode json = fixture("llama").put("pad_token_id", -1).putNull("bos_token_id");
        assertThat(read(json).padTokenId()).isEmpty();
        assertThat(read(json).bosTokenId()).isEmpty();
    }

    @Test
    void aModelOfNewWeightsHasTheHeadsItIsGiven() {
        ModelConfig policy = ModelConfig.llama(2048, 256, 688, 4, 8, 4, 256, true, 1, 2, 0);
        assertThat(policy.headSize()).isEqualTo(32);
        assertThat(LlamaTensors.shapes(policy))
                .doesNotContainKey(LlamaTensors.LANGUAGE_MODEL_HEAD)
                .hasSize(2 + 9 * 4);
        ModelConfig reward = policy.withHead(ModelHead.SEQUENCE_CLASSIFICATION);
        assertThat(LlamaTensors.shapes(reward).get(LlamaTensors.SCORE_HEAD)).containsExactly(1, 256);
    }

    @Test
    void theRotaryFrequenciesFallFromOneTowardsTheBase() throws Exception {
        double[] plain = read(fixture("llama")).rotaryFrequencies();
        assertThat(plain).hasSize(4);
        assertThat(plain[0]).isEqualTo(1);
        assertThat(plain[1]).isCloseTo(0.1, within(1e-12));
        // theta 10,000, head 8: 1, 0.1, 0.01, 0.001 turn 2.55, 0.25, … times in 16 tokens; between 1 and 4 is mixed.
        double[] stretched = read(fixture("llama3_rope")).rotaryFrequencies();
        double kept = (16 / (2 * Math.PI) - 1) / 3;
        assertThat(stretched[0]).isCloseTo((1 - kept) / 8 + kept, within(1e-12));
        assertThat(stretched[1]).isCloseTo(0.1 / 8, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({
        "hidden_act, '\"gelu\"'",
        "attention_bias, true",
        "mlp_bias, true",
        "sliding_window, 4096",
        "attention_dropout, 0.1",
        "partial_rotary_factor, 0.5",
        "quantization_config, '{\"bits\": 4}'",
        "dtype, '\"float8_e4m3fn\"'",
        "vocab_size, 0",
        "vocab_size, 99999999999",
        "vocab_size, '\"many\"'",
        "num_hidden_layers, -1",
        "num_hidden_layers, 1000000",
        "num_key_value_heads, 3",
        "head_dim, 7",
        "rms_norm_eps, 0",
        "rms_norm_eps, '\"small\"'",
        "eos_token_id, 256",
        "pad_token_id, 1.5",
        "bos_token_id, '\"<s>\"'",
        "reward_scale, 0",
        "reward_shift, '\"none\"'",
    })
    void anOptionThatIsNotSupportedIsRefusedByName(String option, String value) throws Exception {
        ObjectNode json = fixture("llama");
        json.set(option, JSON.readTree(value));
        assertUnsupported(json, option);
    }

    @ParameterizedTest
    @ValueSource(strings = {"linear", "dynamic", "yarn", "longrope"})
    void aRopeTypeThatIsNotSupportedIsRefusedByName(String type) throws Exception {
        ObjectNode json = fixture("llama");
        ((ObjectNode) json.get("rope_parameters")).put("rope_type", type);
        assertUnsupported(json, type);
    }

    @Test
    void anotherArchitectureIsRefusedByName() throws Exception {
        ObjectNode json = fixture("llama");
        json.putArray("architectures").add("MambaForCausalLM");
        assertUnsupported(json.put("model_type", "mamba"), "MambaForCausalLM");
        json.remove("architectures");
        assertUnsupported(json, "none named");
    }

    @Test
    void aClassifierOfMoreThanOneLabelIsRefused() throws Exception {
        ObjectNode json = fixture("llama_reward");
        json.putObject("id2label").put("0", "bad").put("1", "good");
        assertUnsupported(json, "2 labels");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "7"})
    void aFileThatHoldsNoObjectIsAnInvalidCheckpoint(String text) throws Exception {
        Files.writeString(dir.resolve("config.json"), text);
        assertThatThrownBy(() -> ModelConfig.read(dir))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CHECKPOINT_INVALID));
    }

    private void assertUnsupported(ObjectNode json, String named) {
        assertThatThrownBy(() -> read(json))
                .hasMessageContaining(named)
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIG_UNSUPPORTED));
    }

    private static ObjectNode fixture(String name) throws Exception {
        return (ObjectNode)
                JSON.readTree(Fixtures.checkpoint(name).resolve("config.json").toFile());
    }

    private ModelConfig read(ObjectNode json) throws Exception {
        Files.writeString(dir.resolve("config.json"), json.toString());
        return ModelConfig.read(dir);
    }
}
