package macaw.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logits, scores and losses against those of transformers, to 1e-4; the gradient norm of every parameter, to a thousandth. */
class GoldenTest extends TorchTest {
    private static final float TOLERANCE = 1e-4f;
    private static final String SMOLLM2 = "macaw.smollm2";

    static List<String> causalModels() {
        return Models.fixturesWith("logits");
    }

    static List<String> rewardModels() {
        return Models.fixturesWith("scores");
    }

    @Test
    void everyFamilyIsThereUnderBothHeads() {
        assertThat(causalModels()).hasSizeGreaterThanOrEqualTo(22);
        assertThat(rewardModels()).hasSizeGreaterThanOrEqualTo(9);
    }

    @ParameterizedTest
    @MethodSource("causalModels")
    void logitsLossAndGradientNormsAreThoseOfTransformers(String name) {
        JsonNode golden = Models.golden(name);
        List<int[]> sequences = Models.sequences(golden);
        TokenBatch batch = TokenBatch.of(sequences);
        try (var model = TorchModel.open(engine, aten, Models.fixture(name), true);
                NDManager step = engine.newManager();
                var recorded = Gradients.recorded()) {
            NDArray hidden = model.hidden(step, batch);
            for (int b = 0; b < sequences.size(); b++) {
                for (int t = 0; t < sequences.get(b).length; t++) {
                    assertThat(model.logits(model.rows(hidden, new long[] {batch.row(b, t)}))
                                    .toFloatArray())
                            .as("logits of row %d, position %d", b, t)
                            .containsExactly(
                                    Models.floats(golden.get("logits").get(b).get(t)), within(TOLERANCE));
                }
            }
            NextTokens next = NextTokens.of(sequences, batch);
            int count = next.targets().length;
            // 5 rows a chunk: the loss must not depend on where the chunks end
            var head = new TokenLogProbabilities(model, 1, 5L * model.config().vocabularySize());
            var pass = new TrainingPass(model, step, batch, next.rows());
            float[] expected = new float[0];
            for (JsonNode row : golden.get("token_logprobs")) {
                float[] more = Models.floats(row);
                int from = expected.length;
                expected = Arrays.copyOf(expected, from + more.length);
                System.arraycopy(more, 0, expected, from, more.length);
            }
            assertThat(head.evaluate(pass.hidden(), next.targets()).logProbabilities())
                    .containsExactly(expected, within(TOLERANCE));
            double loss = head.backward(
                    pass, next.targets(), (logp, from, to) -> logp.sum().neg().div(count));
            assertThat(loss).isCloseTo(golden.get("loss").asDouble(), within((double) TOLERANCE));
            assertGradientNorms(golden, model.parameters());
        }
    }

    @ParameterizedTest
    @MethodSource("rewardModels")
    void scoresPairwiseLossAndGradientNormsAreThoseOfTransformers(String name) {
        JsonNode golden = Models.golden(name);
        List<int[]> sequences = Models.sequences(golden);
        TokenBatch batch = TokenBatch.of(sequences);
        try (var model = TorchModel.open(engine, aten, Models.fixture(name), true);
                NDManager step = engine.newManager();
                var recorded = Gradients.recorded()) {
            NDArray hidden = model.hidden(step, batch);
            long[] last = {batch.row(0, sequences.get(0).length - 1), batch.row(1, sequences.get(1).length - 1)};
            NDArray scores = model.scores(model.rows(hidden, last));
            assertThat(scores.toFloatArray()).containsExactly(Models.floats(golden.get("scores")), within(TOLERANCE));
            NDArray loss = aten.logSigmoid(scores.get(0).sub(scores.get(1))).neg();
            assertThat((double) loss.getFloat()).isCloseTo(golden.get("loss").asDouble(), within((double) TOLERANCE));
            Gradients.backward(loss);
            assertGradientNorms(golden, model.parameters());
        }
    }

    @ParameterizedTest
    @MethodSource("causalModels")
    void paddingOnEitherSideChangesNothing(String name) {
        JsonNode golden = Models.golden(name);
        List<int[]> sequences = Models.sequences(golden);
        int padded = sequences.get(0).length + 3;
        try (var model = TorchModel.open(engine, aten, Models.fixture(name), false);
                NDManager manager = engine.newManager()) {
            for (boolean left : new boolean[] {true, false}) {
                int[][] ids = new int[2][padded];
                int[][] mask = new int[2][padded];
                for (int b = 0; b < 2; b++) {
                    int[] sequence = sequences.get(b);
                    int from = left ? padded - sequence.length : 0;
                    System.arraycopy(sequence, 0, ids[b], from, sequence.length);
                    Arrays.fill(mask[b], from, from + sequence.length, 1);
                }
                TokenBatch batch = TokenBatch.masked(ids, mask);
                NDArray hidden = model.hidden(manager, batch);
                for (int b = 0; b < 2; b++) {
                    int last = sequences.get(b).length - 1;
                    assertThat(model.logits(model.rows(hidden, new long[] {batch.row(b, last)}))
                                    .toFloatArray())
                            .containsExactly(
                                    Models.floats(golden.get("logits").get(b).get(last)), within(TOLERANCE));
                }
            }
        }
    }

    @Test
    void aMaskIsARunOfOnesOverItsIds() {
        int[][] ids = {{1, 2, 3, 4}};
        for (int[] mask : new int[][] {{1, 0, 1, 0}, {1, 1, 1}, {0, 2, 1, 0}, {0, 0, 0, 0}}) {
            assertThatThrownBy(() -> TokenBatch.masked(ids, new int[][] {mask}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("sequence 0");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stories260k", "tinystories656k"})
    void publishedModelsGiveTheirGoldenLogProbabilities(String name) {
        Path directory =
                Models.shared(name.equals("stories260k") ? "models/stories260k-hf" : "models/tinystories-656k");
        assertPublished(directory, Models.json(Models.shared("golden/golden_" + name + ".json")));
    }

    @Test
    void aModelThatChatsGivesItsGoldenLogProbabilities() {
        String directory = System.getProperty(SMOLLM2, "");
        Assumptions.assumeFalse(
                directory.isEmpty(),
                "-D" + SMOLLM2 + " names no SmolLM2-135M-Instruct, its golden values are not checked");
        JsonNode golden = Models.json(Models.shared("golden/golden_smollm2_135m.json"));
        try (var model = TorchModel.open(engine, aten, Path.of(directory), false)) {
            for (JsonNode prompt : golden.get("prompts")) {
                assertContinuation(model, prompt);
            }
        }
    }

    private static void assertContinuation(TorchModel model, JsonNode prompt) {
        int[] given = Models.ints(prompt.get("ids"));
        int[] more = Models.ints(prompt.get("continuation_ids"));
        int[] text = Arrays.copyOf(given, given.length + more.length);
        System.arraycopy(more, 0, text, given.length, more.length);
        try (NDManager step = engine.newManager()) {
            NDArray hidden = model.hidden(step, TokenBatch.of(List.of(text)));
            float[] logits = model.logits(model.rows(hidden, new long[] {given.length - 1}))
                    .toFloatArray();
            int[] likeliest = Models.ints(prompt.get("last_top20_ids"));
            float[] found = new float[likeliest.length];
            for (int i = 0; i < found.length; i++) {
                found[i] = logits[likeliest[i]];
            }
            assertThat(found).containsExactly(Models.floats(prompt.get("last_top20_logits")), within(TOLERANCE));
            long[] rows = LongStream.range(given.length - 1, text.length - 1).toArray();
            long[] targets = Arrays.stream(more).asLongStream().toArray();
            assertThat(new TokenLogProbabilities(model, 1, TokenLogProbabilities.DEFAULT_MAX_LOGITS)
                            .logProbabilities(model.rows(hidden, rows), targets))
                    .containsExactly(Models.floats(prompt.get("continuation_token_logprobs")), within(TOLERANCE));
        }
    }

    private static void assertPublished(Path directory, JsonNode golden) {
        try (var model = TorchModel.open(engine, aten, directory, false);
                NDManager step = engine.newManager()) {
            int[] prompt = Models.ints(golden.get("prompt_ids"));
            NDArray hidden = model.hidden(step, TokenBatch.of(List.of(prompt)));
            assertThat(model.logits(model.rows(hidden, new long[] {prompt.length - 1}))
                            .toFloatArray())
                    .containsExactly(Models.floats(golden.get("last_logits")), within(TOLERANCE));
            int[] text = Models.ints(golden.get("text_ids"));
            TokenBatch batch = TokenBatch.of(List.of(Arrays.copyOf(text, text.length - 1)));
            long[] targets = Arrays.stream(text).skip(1).asLongStream().toArray();
            assertThat(new TokenLogProbabilities(model, 1, 1 << 20)
                            .evaluate(model.hidden(step, batch), targets)
                            .logProbabilities())
                    .containsExactly(Models.floats(golden.get("text_token_logprobs")), within(TOLERANCE));
        }
    }

    private static void assertGradientNorms(JsonNode golden, Parameters parameters) {
        assertThat(golden.get("gradient_norms").size())
                .isEqualTo(parameters.names().size());
        double total = 0;
        for (String name : parameters.names()) {
            double square = 0;
            for (float g : parameters.gradient(name)) {
                square += (double) g * g;
            }
            // transformers 5 calls GPT-NeoX's head otherwise than its checkpoints do
            String key = name.replace("embed_out.", "lm_head.");
            assertThat(Math.sqrt(square))
                    .as("gradient norm of %s", name)
                    .isCloseTo(golden.get("gradient_norms").get(key).asDouble(), Percentage.withPercentage(0.1));
            total += square;
        }
        assertThat(Math.sqrt(total))
                .isCloseTo(golden.get("gradient_norm_total").asDouble(), Percentage.withPercentage(0.1));
    }
}
