package macaw.languagemodel.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.Checkpoint;
import macaw.languagemodel.Fixtures;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.ModelHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Adapters that PEFT saved, merged into their bases, against what PEFT's merge_and_unload gave (shared-model/fixtures/make_lora.py). */
class MergedCheckpointTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long ANY_SIZE = Long.MAX_VALUE;

    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"llama", "llama_reward", "gpt2", "gpt_neox", "phi3", "qwen2"})
    void mergedWeightsAreThoseOfPeft(String name) throws Exception {
        Path folder = Fixtures.checkpoint("lora/" + name);
        JsonNode golden = JSON.readTree(folder.resolve("golden.json").toFile()).get("merged");
        MergedCheckpoint.write(Fixtures.checkpoint(name), folder, dir, ANY_SIZE);
        int changed = 0;
        try (Checkpoint base = Checkpoint.open(Fixtures.checkpoint(name));
                Checkpoint merged = Checkpoint.open(dir)) {
            assertThat(merged.config().head()).isEqualTo(base.config().head());
            for (String tensor : merged.names()) {
                JsonNode expected = golden.get(tensor);
                float[] actual = merged.floats(tensor);
                if (expected == null) {
                    assertThat(actual).as(tensor).isEqualTo(base.floats(tensor));
                    continue;
                }
                changed++;
                for (int i = 0; i < 5; i++) {
                    assertThat((double) actual[i])
                            .as("%s[%d]", tensor, i)
                            .isCloseTo(expected.get(i).asDouble(), within(1e-6));
                }
                assertThat(norm(actual)).as(tensor).isCloseTo(expected.get(5).asDouble(), within(1e-5));
            }
        }
        assertThat(changed).isEqualTo(golden.size());
    }

    @Test
    void aCausalBaseGetsTheScoreHeadThatComesWithTheAdapters() {
        MergedCheckpoint.write(Fixtures.checkpoint("llama"), Fixtures.checkpoint("lora/llama_reward"), dir, ANY_SIZE);
        try (Checkpoint merged = Checkpoint.open(dir)) {
            assertThat(merged.config().head()).isEqualTo(ModelHead.SEQUENCE_CLASSIFICATION);
        }
    }

    @Test
    void aHeadThatComesWithTheAdaptersDoesNotTakeOverTheUnitOfTheBases() throws Exception {
        Path base = Files.createDirectory(dir.resolve("base"));
        try (Stream<Path> files = Files.list(Fixtures.checkpoint("llama_reward"))) {
            for (Path file : files.toList()) {
                Files.copy(file, base.resolve(file.getFileName()));
            }
        }
        ModelConfig.read(base).withReward(2, 3).write(base);
        Path merged = Files.createDirectory(dir.resolve("merged"));
        MergedCheckpoint.write(base, Fixtures.checkpoint("lora/llama_reward"), merged, ANY_SIZE);
        assertThat(ModelConfig.read(base).normalisedReward(1)).isEqualTo(9);
        assertThat(ModelConfig.read(merged).normalisedReward(1)).isEqualTo(1);
    }

    @Test
    void whatWouldBecomeTooLargeIsRefused() {
        assertThatThrownBy(() -> MergedCheckpoint.write(
                        Fixtures.checkpoint("llama"), Fixtures.checkpoint("lora/llama"), dir, 1000))
                .hasMessageContaining("at most 1000 are taken")
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CHECKPOINT_INVALID));
        assertThat(dir).isEmptyDirectory();
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                option("init_lora_weights", "\"pissa\"", "init_lora_weights \"pissa\" is not supported"),
                option("init_lora_weights", "\"pissa_niter_16\"", "init_lora_weights \"pissa_niter_16\""),
                option("init_lora_weights", "\"olora\"", "path_initial_model_for_weight_conversion"),
                option("init_lora_weights", "\"loftq\"", "init_lora_weights \"loftq\""),
                option("init_lora_weights", "\"corda\"", "init_lora_weights \"corda\""),
                option("init_lora_weights", "\"lora_ga\"", "init_lora_weights \"lora_ga\""),
                option("use_dora", "true", "use_dora true is not supported"),
                option("modules_to_save", "[\"lm_head\"]", "modules_to_save \"lm_head\" is not supported"),
                option("rank_pattern", "{\"q_proj\": 8}", "rank_pattern {\"q_proj\":8} is not supported"),
                option("alpha_pattern", "{\"q_proj\": 8}", "alpha_pattern {\"q_proj\":8} is not supported"),
                option("layers_to_transform", "[0]", "layers_to_transform [0] is not supported"),
                option("exclude_modules", "[\"k_proj\"]", "exclude_modules [\"k_proj\"] is not supported"),
                option("an_option_of_tomorrow", "1", "an_option_of_tomorrow 1 is not supported"),
                option("bias", "\"all\"", "bias \"all\" is not supported, only none"),
                option("r", "0", "r 0 is not supported, only 1 to 65536"),
                option("r", "-4", "r -4 is not supported"),
                option("r", "4.5", "r 4.5 is not supported"),
                option("r", null, "r (missing) is not supported"),
                option("lora_alpha", "0", "lora_alpha 0 is not supported"),
                option("use_rslora", "\"yes\"", "use_rslora \"yes\" is neither true nor false"),
                option("fan_in_fan_out", "true", "fan_in_fan_out true does not fit the base"),
                option("target_modules", "\".*_proj\"", "target_modules \".*_proj\" is not supported, only a list"),
                option(
                        "target_modules",
                        "[\"c_attn\"]",
                        "target_modules: no linear layer is called c_attn; there are q_proj, k_proj"),
                option("task_type", "\"SEQ_2_SEQ_LM\"", "task_type SEQ_2_SEQ_LM is not supported"),
                option("peft_type", "\"IA3\"", "peft_type \"IA3\" is not supported, only LORA"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("refused")
    void whatWouldMergeWronglyIsRefusedByItsFileAndItsOption(Consumer<ObjectNode> change, String reason)
            throws Exception {
        Path adapters = changed("llama", change);
        assertThatThrownBy(() -> MergedCheckpoint.write(
                        Fixtures.checkpoint("llama"), adapters, Files.createDirectory(dir.resolve("merged")), ANY_SIZE))
                .hasMessageStartingWith(adapters.resolve("adapter_config.json") + ": ")
                .hasMessageContaining(reason)
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIG_UNSUPPORTED));
    }

    @Test
    void beginningsThatLeaveTheBaseAsItIsAreMerged() throws Exception {
        for (String beginning : new String[] {"gaussian", "eva", "orthogonal"}) {
            Path adapters = changed("llama", json -> json.put("init_lora_weights", beginning));
            MergedCheckpoint.write(
                    Fixtures.checkpoint("llama"), adapters, Files.createDirectory(dir.resolve(beginning)), ANY_SIZE);
        }
    }

    @Test
    void adaptersOfAnotherShapeAreRefusedByTheirNames() throws Exception {
        assertMismatch("llama", json -> json.put("r", 4), "lora_A.weight has the shape [3, 32], r and the base say");
        assertMismatch("llama", json -> json.putArray("target_modules").add("q_proj"), "no adapter is called");
        assertMismatch("llama_reward", json -> json.put("task_type", "CAUSAL_LM"), "no adapter is called");
    }

    private void assertMismatch(String name, Consumer<ObjectNode> change, String reason) throws Exception {
        Path adapters = changed(name, change);
        assertThatThrownBy(() -> MergedCheckpoint.write(Fixtures.checkpoint("llama"), adapters, dir, ANY_SIZE))
                .hasMessageStartingWith(adapters.resolve("adapter_model.safetensors") + ": ")
                .hasMessageContaining(reason)
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TENSOR_MISMATCH));
    }

    private Path changed(String name, Consumer<ObjectNode> change) throws Exception {
        Path sound = Fixtures.checkpoint("lora/" + name);
        Path folder = Files.createTempDirectory(dir, "adapters");
        Files.copy(sound.resolve("adapter_model.safetensors"), folder.resolve("adapter_model.safetensors"));
        ObjectNode json =
                (ObjectNode) JSON.readTree(sound.resolve("adapter_config.json").toFile());
        change.accept(json);
        Files.writeString(folder.resolve("adapter_config.json"), JSON.writeValueAsString(json));
        return folder;
    }

    private static Arguments option(String name, String value, String reason) {
        Consumer<ObjectNode> change = json -> {
            try {
                json.set(name, value == null ? null : JSON.readTree(value));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            if (value == null) {
                json.remove(name);
            }
        };
        return Arguments.of(change, reason);
    }

    private static double norm(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum);
    }
}
