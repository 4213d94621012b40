package macaw.languagemodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.safetensors.Dtype;
import macaw.languagemodel.safetensors.SafetensorsWriter;
import macaw.languagemodel.safetensors.TensorData;
import macaw.languagemodel.safetensors.TensorEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {
    @TempDir
    Path dir;

    @ParameterizedTest
    @MethodSource("macaw.languagemodel.Fixtures#names")
    void whatIsWrittenIsReadAgainBitForBit(String name) {
        try (Checkpoint original = Checkpoint.open(Fixtures.checkpoint(name))) {
            SequencedMap<String, TensorData> tensors = new LinkedHashMap<>();
            for (String tensor : original.names()) {
                tensors.put(tensor, TensorData.ofFloats(original.entry(tensor).shape(), original.floats(tensor)));
            }
            ModelConfig config = original.config().withDtype(Dtype.F32);
            CheckpointWriter.write(dir, config, tensors, null);
            try (Checkpoint copy = Checkpoint.open(dir)) {
                assertThat(copy.config()).isEqualTo(config);
                assertThat(copy.names()).isEqualTo(original.names());
                for (String tensor : original.names()) {
                    assertThat(copy.floats(tensor)).isEqualTo(original.floats(tensor));
                    assertThat(copy.entry(tensor).dtype()).isEqualTo(Dtype.F32);
                }
                // the format allows no holes, so that further ones lie where their sizes put them
                assertThat(copy.entry(copy.names().iterator().next()).offset() % 64)
                        .isZero();
            }
        }
    }

    @Test
    void aTiedModelWhoseMatrixIsSavedAsItsHeadOpens() {
        try (Checkpoint checkpoint = Checkpoint.open(Fixtures.shared("models/tinystories-656k"))) {
            assertThat(checkpoint.entry("model.embed_tokens.weight").name()).isEqualTo("lm_head.weight");
            assertThat(checkpoint.entry("model.embed_tokens.weight").shape()).containsExactly(2048, 128);
            assertThat(checkpoint.names()).doesNotContain("lm_head.weight");
        }
    }

    @Test
    void aTiedModelWithAHeadOfOtherNumbersIsRefused() throws Exception {
        try (Checkpoint untied = Checkpoint.open(Fixtures.checkpoint("llama"))) {
            Files.copy(Fixtures.checkpoint("llama").resolve("model.safetensors"), dir.resolve("model.safetensors"));
            overwriteConfig(untied.config(), "\"tie_word_embeddings\" : false", "\"tie_word_embeddings\" : true");
        }
        assertRefused(ErrorCode.TENSOR_MISMATCH, "lm_head.weight and model.embed_tokens.weight differ");
    }

    @Test
    void theSpellingOfTransformersFiveIsRead() {
        try (Checkpoint checkpoint = Checkpoint.open(Fixtures.shared("models/stories260k-hf"))) {
            assertThat(checkpoint.config().eosTokenIds()).containsExactly(1, 2);
            assertThat(checkpoint.config().padTokenId()).isEmpty();
        }
    }

    @Test
    void shardsOpenAsOneCheckpoint() throws Exception {
        try (Checkpoint whole = Checkpoint.open(Fixtures.checkpoint("llama"))) {
            shard(whole, List.of("one.safetensors", "two.safetensors"));
            try (Checkpoint sharded = Checkpoint.open(dir)) {
                assertThat(sharded.names()).isEqualTo(whole.names());
                for (String tensor : whole.names()) {
                    assertThat(sharded.floats(tensor)).containsExactly(whole.floats(tensor));
                }
            }
            Files.delete(dir.resolve("two.safetensors"));
            assertRefused(ErrorCode.CHECKPOINT_INVALID, "two.safetensors is missing");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../model.safetensors", "/etc/passwd", "sub/one.safetensors", "pytorch_model.bin"})
    void anIndexThatPointsElsewhereIsRefused(String file) throws Exception {
        Files.copy(Fixtures.checkpoint("llama").resolve("config.json"), dir.resolve("config.json"));
        Files.writeString(
                dir.resolve("model.safetensors.index.json"),
                new ObjectMapper().writeValueAsString(Map.of("weight_map", Map.of("lm_head.weight", file))));
        assertRefused(ErrorCode.CHECKPOINT_INVALID, file);
    }

    @Test
    void aMissingAnExtraAndAMisshapenTensorAreNamed() throws Exception {
        ModelConfig config = ModelConfig.read(Fixtures.checkpoint("llama_reward"));
        try (Checkpoint causal = Checkpoint.open(Fixtures.checkpoint("llama"))) {
            Files.copy(Fixtures.checkpoint("llama").resolve("model.safetensors"), dir.resolve("model.safetensors"));
            config.write(dir);
            assertRefused(ErrorCode.TENSOR_MISMATCH, "score.weight [1, 32] is missing");

            overwriteConfig(causal.config(), "\"num_hidden_layers\" : 2", "\"num_hidden_layers\" : 1");
            assertRefused(ErrorCode.TENSOR_MISMATCH, "model.layers.1.");

            overwriteConfig(causal.config(), "\"intermediate_size\" : 64", "\"intermediate_size\" : 65");
            assertRefused(
                    ErrorCode.TENSOR_MISMATCH, "gate_proj.weight has the shape [64, 32], config.json says [65, 32]");
        }
    }

    @Test
    void weightsThatAreNotFiniteAreRefusedBeforeAnybodyComputesWithThem() throws Exception {
        Path original = Fixtures.checkpoint("llama").resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(original);
        try (Checkpoint sound = Checkpoint.open(Fixtures.checkpoint("llama"))) {
            TensorEntry norm = sound.entry("model.norm.weight");
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat((int) norm.offset() + 8, Float.NaN);
            sound.config().write(dir);
        }
        Files.write(dir.resolve("model.safetensors"), bytes);
        assertRefused(ErrorCode.WEIGHTS_NOT_FINITE, "model.norm.weight [32]");
        Files.write(dir.resolve("model.safetensors"), Arrays.copyOf(bytes, bytes.length / 2));
        assertRefused(ErrorCode.SAFETENSORS_INVALID, "truncated");
    }

    @Test
    void aFolderWithoutWeightsOrConfigurationIsRefused() throws Exception {
        assertRefused(ErrorCode.CHECKPOINT_INVALID, "config.json is missing");
        ModelConfig.read(Fixtures.checkpoint("llama")).write(dir);
        assertRefused(ErrorCode.CHECKPOINT_INVALID, "neither model.safetensors nor");
        Files.writeString(dir.resolve("pytorch_model.bin"), "a pickle is never opened");
        assertRefused(ErrorCode.CHECKPOINT_INVALID, "neither model.safetensors nor");
    }

    @Test
    void onlyTheConfigurationsTensorsAreWritten() {
        ModelConfig config = ModelConfig.read(Fixtures.checkpoint("llama"));
        SequencedMap<String, TensorData> tensors = new LinkedHashMap<>();
        config.tensors()
                .shapes()
                .forEach((name, shape) -> tensors.put(name, new TensorData(Dtype.F32, shape, s -> {})));
        tensors.remove("model.norm.weight");
        assertThatThrownBy(() -> CheckpointWriter.write(dir, config, tensors, null))
                .hasMessageContaining("model.norm.weight is missing");
        tensors.put("model.norm.weight", TensorData.ofFloats(new long[] {31}, new float[31]));
        assertThatThrownBy(() -> CheckpointWriter.write(dir, config, tensors, null))
                .hasMessageContaining("model.norm.weight has the shape [31]");
        assertThat(dir).isEmptyDirectory();
    }

    private void overwriteConfig(ModelConfig config, String from, String to) throws Exception {
        config.write(dir);
        String json = Files.readString(dir.resolve("config.json"));
        assertThat(json).contains(from);
        Files.writeString(dir.resolve("config.json"), json.replace(from, to));
    }

    private void shard(Checkpoint whole, List<String> files) throws Exception {
        whole.config().write(dir);
        List<String> names = List.copyOf(whole.names());
        Map<String, String> index = new LinkedHashMap<>();
        for (int i = 0; i < files.size(); i++) {
            SequencedMap<String, TensorData> tensors = new LinkedHashMap<>();
            for (int t = i; t < names.size(); t += files.size()) {
                String name = names.get(t);
                tensors.put(name, TensorData.ofFloats(whole.entry(name).shape(), whole.floats(name)));
                index.put(name, files.get(i));
            }
            SafetensorsWriter.write(dir.resolve(files.get(i)), tensors);
        }
        Files.writeString(
                dir.resolve("model.safetensors.index.json"),
                new ObjectMapper().writeValueAsString(Map.of("weight_map", index)));
    }

    private void assertRefused(ErrorCode code, String reason) {
        assertThatThrownBy(() -> Checkpoint.open(dir).close())
                .hasMessageContaining(reason)
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
