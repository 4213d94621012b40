package macaw.cli.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import macaw.cli.Macaw;
import macaw.languagemodel.Checkpoint;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.ModelHead;
import macaw.languagemodel.bpe.BpeTrainer;
import macaw.languagemodel.bpe.BytePairEncoding;
import macaw.onnx.Scorer;
import macaw.torch.Aten;
import macaw.torch.TokenBatch;
import macaw.torch.TorchEngine;
import macaw.torch.TorchModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands on a checkpoint folder; both runtimes say what transformers says, and so what the other says. */
class CheckpointCommandsTest {
    private static final Path FIXTURES = Path.of(System.getProperty("macaw.root"), "shared-model", "fixtures");
    private static final float TOLERANCE = 1e-4f;

    @TempDir
    Path directory;

    private final StringWriter output = new StringWriter();
    private final StringWriter errors = new StringWriter();

    static Stream<Path> causalModels() throws IOException {
        return fixtures(ModelHead.CAUSAL_LM);
    }

    static Stream<Path> rewardModels() throws IOException {
        return fixtures(ModelHead.SEQUENCE_CLASSIFICATION);
    }

    private static Stream<Path> fixtures(ModelHead head) throws IOException {
        try (Stream<Path> folders = Files.list(FIXTURES)) {
            return folders
                    .filter(folder -> Files.exists(folder.resolve("golden.json")))
                    .filter(folder -> ModelConfig.read(folder).head() == head)
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("causalModels")
    void bothRuntimesGiveTheGoldenLogProbabilities(Path model) throws Exception {
        JsonNode golden = json(Files.readString(model.resolve("golden.json")));
        for (int[] ids : sequences(golden)) {
            int row = ids.length == golden.get("lengths").get(0).asInt() ? 0 : 1;
            float[] expected = Arrays.copyOf(floats(golden.get("token_logprobs").get(row)), ids.length - 1);
            float[] onnx = logProbabilities(model, "onnx", ids);
            float[] torch = logProbabilities(model, "torch", ids);
            assertThat(onnx).containsExactly(expected, within(TOLERANCE));
            assertThat(torch).containsExactly(expected, within(TOLERANCE));
            assertThat(onnx).as("ONNX Runtime and torch").containsExactly(torch, within(TOLERANCE));
        }
    }

    @ParameterizedTest
    @MethodSource("rewardModels")
    void bothRuntimesGiveTheSameScores(Path model) throws Exception {
        List<int[]> sequences = sequences(json(Files.readString(model.resolve("golden.json"))));
        TorchEngine engine = TorchEngine.start("cpu", 2);
        TokenBatch batch = TokenBatch.of(sequences);
        try (Checkpoint checkpoint = Checkpoint.open(model);
                Scorer scorer = Scorer.open(checkpoint, 2);
                Aten aten = new Aten(engine);
                TorchModel torch = TorchModel.open(engine, aten, model, false);
                NDManager step = engine.newManager()) {
            long[] last = IntStream.range(0, sequences.size())
                    .mapToLong(b -> batch.row(b, sequences.get(b).length - 1))
                    .toArray();
            float[] scores = torch.scores(torch.hidden(step, batch, last)).toFloatArray();
            assertThat(scorer.score(sequences)).containsExactly(scores, within(TOLERANCE));
        }
    }

    @Test
    void withoutJsonATableSaysPositionIdAndLogProbability() {
        assertThat(run("logprobs", "--model", FIXTURES.resolve("llama").toString(), "--ids", "1,5,7"))
                .isZero();
        assertThat(output.toString())
                .containsPattern("(?m)^ +1 +5 +-\\d+\\.\\d{6}")
                .contains("perplexity");
    }

    @Test
    void whatCannotBeComputedIsSaidInALine() {
        String llama = FIXTURES.resolve("llama").toString();
        assertThat(run("logprobs", "--model", llama, "--ids", "1,256")).isEqualTo(1);
        assertThat(run("logprobs", "--model", llama, "--ids", "1" + ",1".repeat(64)))
                .isEqualTo(1);
        assertThat(run("logprobs", "--model", FIXTURES.resolve("llama_reward").toString(), "--ids", "1"))
                .isEqualTo(1);
        assertThat(run("logprobs", "--model", llama, "--text", "Hello")).isEqualTo(1);
        assertThat(errors.toString())
                .contains("TOKEN_OUT_OF_VOCABULARY: token 256 is not in the vocabulary of 256")
                .contains("PROMPT_TOO_LONG: 65 tokens do not fit the model's context of 64")
                .contains("LlamaForSequenceClassification, which has no log-probabilities of tokens")
                .contains("CHECKPOINT_INVALID")
                .doesNotContain("\tat ");
        assertThat(run("logprobs", "--model", llama)).isEqualTo(2);
        assertThat(run("logprobs", "--model", llama, "--ids", "1", "--text", "Hello"))
                .isEqualTo(2);
    }

    @Test
    void aTokenizerThatIsLargerThanTheEmbeddingIsRefused() throws Exception {
        Path model = copy("llama");
        BpeTrainer.train(Stream.of("a"), 261, BytePairEncoding.CONVERSATION_TOKENS)
                .write(model);
        assertThat(run("logprobs", "--model", model.toString(), "--text", "Hello"))
                .isEqualTo(1);
        assertThat(errors.toString()).contains("TOKENIZER_MISMATCH", "the tokenizer has 261 tokens");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1025", "100000"})
    void threadsHaveBounds(String threads) {
        String llama = FIXTURES.resolve("llama").toString();
        assertThat(run("logprobs", "--model", llama, "--ids", "1,5", "--threads", threads))
                .isEqualTo(1);
        assertThat(errors.toString())
                .contains("SETTINGS_INVALID: --threads must be between 1 and 1024, was " + threads);
    }

    @Test
    void aCheckpointIsInspected() {
        Path checkpoint = FIXTURES.resolve("llama_reward");
        assertThat(run("inspect", checkpoint.toString(), "--tensors")).isZero();
        assertThat(output.toString())
                .contains("LlamaForSequenceClassification")
                .contains("64 tokens, rotary base 10000.0")
                .contains("26,816 parameters in 21 tensors, F32, 107,264 bytes, all finite")
                .containsPattern("reward needs +0.1 MB  weights, packed")
                .contains("score.weight    F32 [1, 32]");
    }

    @Test
    void memoryIsCountedFromTheConfiguration() throws Exception {
        assertThat(run("inspect", FIXTURES.resolve("gemma2").toString(), "--json"))
                .isZero();
        JsonNode inspection = json(output.toString());
        assertThat(inspection.at("/model/architecture").asText()).isEqualTo("Gemma2ForCausalLM");
        assertThat(inspection.at("/model/windows")).isEqualTo(json("[6]"));
        long parameters = inspection.at("/model/parameters").asLong();
        assertThat(inspection.at("/weights/parameters").asLong()).isEqualTo(parameters);
        // two layers, keys and values of two heads of 12 that are 16 wide in the cache, 64 positions
        assertThat(bytes(inspection, "generator", "keys and values")).isEqualTo(4L * 2 * 2 * 2 * 16 * 64);
        assertThat(bytes(inspection, "generator", "weights") + bytes(inspection, "generator", "embedding"))
                .as("the tied embedding is packed too")
                .isEqualTo(4 * (parameters + 256 * 32));
        assertThat(bytes(inspection, "trainer", "ppo")).isEqualTo(8 * 4 * parameters);
    }

    @Test
    void whatIsNotSupportedIsSaidByNameBesideWhatIsThere() throws Exception {
        Path broken = copy("llama");
        Path config = broken.resolve("config.json");
        String sound = Files.readString(config);
        Files.writeString(config, sound.replace("\"intermediate_size\": 64", "\"intermediate_size\": 72"));
        assertThat(run("inspect", broken.toString())).isEqualTo(2);
        assertThat(output.toString())
                .contains("feed-forward 72")
                .containsPattern("unsupported +TENSOR_MISMATCH: .*mlp.gate_proj.weight has the shape");
        Files.writeString(config, sound.replace("\"llama\"", "\"mamba\""));
        assertThat(run("inspect", broken.toString(), "--json")).isEqualTo(2);
        JsonNode inspection = json(output.toString().lines().reduce("", (before, line) -> line));
        assertThat(inspection.at("/unsupported/0/code").asText()).isEqualTo("CONFIG_UNSUPPORTED");
        assertThat(inspection.at("/unsupported/0/reason").asText()).contains("mamba");
        assertThat(inspection.get("model").isNull()).isTrue();
    }

    private Path copy(String fixture) throws IOException {
        for (String file : List.of("config.json", "model.safetensors")) {
            Files.copy(FIXTURES.resolve(fixture).resolve(file), directory.resolve(file));
        }
        return directory;
    }

    private static long bytes(JsonNode inspection, String service, String part) {
        for (JsonNode need : inspection.get("memory")) {
            if (need.get("service").asText().equals(service)
                    && need.get("part").asText().startsWith(part)) {
                return need.get("bytes").asLong();
            }
        }
        throw new AssertionError(service + " has no " + part);
    }

    private static List<int[]> sequences(JsonNode golden) {
        return IntStream.range(0, golden.get("lengths").size())
                .mapToObj(row -> Arrays.copyOf(
                        ints(golden.get("input_ids").get(row)),
                        golden.get("lengths").get(row).asInt()))
                .toList();
    }

    private float[] logProbabilities(Path model, String runtime, int[] ids) throws IOException {
        StringWriter line = new StringWriter();
        String list = Arrays.stream(ids).mapToObj(Integer::toString).collect(Collectors.joining(","));
        assertThat(Macaw.commandLine()
                        .setOut(new PrintWriter(line))
                        .execute(
                                "logprobs", "--model", model.toString(), "--ids", list, "--runtime", runtime, "--json"))
                .isZero();
        assertThat(line.toString().lines()).hasSize(1);
        JsonNode said = json(line.toString());
        assertThat(ints(said.get("ids"))).isEqualTo(ids);
        return floats(said.get("logprobs"));
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }

    private static int[] ints(JsonNode array) {
        return IntStream.range(0, array.size()).map(i -> array.get(i).asInt()).toArray();
    }

    private static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) array.get(i).asDouble();
        }
        return values;
    }

    private int run(String... arguments) {
        return Macaw.commandLine()
                .setOut(new PrintWriter(output))
                .setErr(new PrintWriter(errors))
                .execute(arguments);
    }
}
