package macaw.languagemodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        assertThat(read(four).rotary().scaling()).isEqualTo(new RopeScaling(8, 1, 4, 16));
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
    void whatAConfigurationDoesNotSayIsWhatTransformersTakesItToBe() throws Exception {
        ObjectNode gemma = fixture("gemma2");
        assertThat(read(gemma).attention()).isEqualTo(new Attention(1 / Math.sqrt(20), 2, List.of(6, 0)));
        gemma.remove(List.of("attn_logit_softcapping", "final_logit_softcapping", "sliding_window"));
        gemma.put("max_position_embeddings", 8192);
        assertThat(read(gemma).attention()).isEqualTo(new Attention(1 / Math.sqrt(20), 50, List.of(4096, 0)));
        assertThat(read(gemma).logitSoftCap()).isEqualTo(30);
        gemma.putNull("attn_logit_softcapping")
                .putNull("final_logit_softcapping")
                .putNull("sliding_window");
        assertThat(read(gemma).attention()).isEqualTo(new Attention(1 / Math.sqrt(20), 0, List.of(0, 0)));
        assertThat(read(gemma).logitSoftCap()).isZero();
        ObjectNode neox = fixture("gpt_neox");
        neox.remove("rope_parameters");
        assertThat(read(neox).rotary()).isEqualTo(new Rotary(10_000, 4, null));
    }

    @ParameterizedTest
    @CsvSource({"gpt_neox, 1.0, 16", "gpt_neox, 0.5, 8", "phi3, 1.0, 8"})
    void howMuchOfAHeadIsTurnedIsReadAgain(String name, double part, int width) throws Exception {
        ObjectNode json = fixture(name);
        json.remove("partial_rotary_factor");
        ((ObjectNode) json.get("rope_parameters")).put("partial_rotary_factor", part);
        ModelConfig config = read(json);
        assertThat(config.rotary().width()).isEqualTo(width);
        Path copy = Files.createDirectory(dir.resolve("copy"));
        config.write(copy);
        assertThat(ModelConfig.read(copy)).isEqualTo(config);
    }

    @Test
    void anOptionThatIsNullStaysSoInWhatIsWritten() throws Exception {
        ObjectNode json = fixture("mistral_sliding").put("max_position_embeddings", 32768);
        json.putNull("sliding_window");
        assertThat(written(json).attention().windows()).containsOnly(0);
        ObjectNode capped = fixture("gemma2");
        capped.putNull("attn_logit_softcapping").putNull("final_logit_softcapping");
        assertThat(written(capped).attention().softCap()).isZero();
        assertThat(written(capped).logitSoftCap()).isZero();
        capped.remove("attn_logit_softcapping");
        assertThat(written(capped).attention().softCap()).isEqualTo(50);
    }

    private ModelConfig written(ObjectNode json) throws Exception {
        ModelConfig config = read(json);
        Path copy = Files.createTempDirectory(dir, "copy");
        config.write(copy);
        assertThat(ModelConfig.read(copy)).isEqualTo(config);
        return ModelConfig.read(copy);
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
        assertThat(policy.tensors().shapes())
                .doesNotContainKey("lm_head.weight")
                .hasSize(2 + 9 * 4);
        ModelConfig reward = policy.withHead(ModelHead.SEQUENCE_CLASSIFICATION);
        assertThat(reward.tensors().shapes().get("score.weight")).containsExactly(1, 256);
    }

    @Test
    void theRotaryFrequenciesFallFromOneTowardsTheBase() throws Exception {
        double[] plain = read(fixture("llama")).rotary().frequencies();
        assertThat(plain).hasSize(4);
        assertThat(plain[0]).isEqualTo(1);
        assertThat(plain[1]).isCloseTo(0.1, within(1e-12));
        // theta 10,000, head 8: 1, 0.1, 0.01, 0.001 turn 2.55, 0.25, … times in 16 tokens; between 1 and 4 is mixed.
        double[] stretched = read(fixture("llama3_rope")).rotary().frequencies();
        double kept = (16 / (2 * Math.PI) - 1) / 3;
        assertThat(stretched[0]).isCloseTo((1 - kept) / 8 + kept, within(1e-12));
        assertThat(stretched[1]).isCloseTo(0.1 / 8, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({
        "hidden_act, '\"relu2\"'",
        "is_causal, false",
        "rope_scaling, '\"yarn\"'",
        "rope_scaling, '[1]'",
        "rope_parameters, '{\"full_attention\": {}}'",
        "attention_bias, 1",
        "mlp_bias, 0",
        "sliding_window, 4096",
        "partial_rotary_factor, 1.5",
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
    void theOlderRopeCountsWhereBothAre() throws Exception {
        ObjectNode json = fixture("llama");
        json.putObject("rope_scaling").put("rope_type", "linear").put("factor", 4);
        assertUnsupported(json, "linear");
        json.putObject("rope_scaling").put("factor", 4);
        assertUnsupported(json, "rope_type (none named)");
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
    @ValueSource(strings = {"", "{", "[]", "7", "{} {}"})
    void aFileThatHoldsNoObjectIsAnInvalidCheckpoint(String text) throws Exception {
        Files.writeString(dir.resolve("config.json"), text);
        assertThatThrownBy(() -> ModelConfig.read(dir))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CHECKPOINT_INVALID));
    }

    /** What the configuration's records refuse too. */
    @ParameterizedTest
    @CsvSource({
        "gpt2, n_embd, 0",
        "gpt2, n_layer, 0",
        "gpt2, n_head, 3",
        "gpt2, n_positions, 99999999",
        "gpt2, layer_norm_epsilon, 0",
        "gpt_neox_original, rotary_emb_base, -1",
        "gpt_neox_original, rotary_pct, 2",
        "gpt_neox_original, layer_norm_eps, 7",
        "gemma2, query_pre_attn_scalar, 0",
        "gemma2, sliding_window, 0",
        "gemma2, final_logit_softcapping, -1",
        "mistral_sliding, sliding_window, -5",
    })
    void aRefusalNamesTheFileAndTheOptionAsTheFileSpellsIt(String fixture, String option, String value)
            throws Exception {
        ObjectNode json = fixture(fixture);
        json.set(option, JSON.readTree(value));
        assertUnsupported(json, ": " + option + " " + value);
    }

    @ParameterizedTest
    @CsvSource({"99999, eos_token_id 99999", "'[1, \"a\"]', 'eos_token_id \"a\"'", "1.5, eos_token_id 1.5"})
    void whatGenerationConfigSaysIsRefusedByItsOwnName(String value, String named) throws Exception {
        Path file = dir.resolve("generation_config.json");
        Files.writeString(file, "{\"eos_token_id\": " + value + "}");
        assertThatThrownBy(() -> read(fixture("llama")))
                .hasMessageStartingWith(file + ": " + named)
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIG_UNSUPPORTED));
    }

    @Test
    void headsThatAreNotRotatedMayHaveAnOddSize() throws Exception {
        assertThat(read(fixture("gpt2_odd")).headSize()).isEqualTo(5);
        ObjectNode partly = fixture("gpt_neox_original");
        partly.put("hidden_size", 18).put("rotary_pct", 0.25);
        assertThat(read(partly).headSize()).isEqualTo(9);
        assertUnsupported(partly.put("rotary_pct", 1), "head_dim 9 (odd, so that it cannot be rotated)");
    }

    private void assertUnsupported(ObjectNode json, String named) {
        assertThatThrownBy(() -> read(json))
                .hasMessageStartingWith(dir.resolve("config.json") + ": ")
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
