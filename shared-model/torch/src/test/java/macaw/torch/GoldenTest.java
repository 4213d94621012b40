package macaw.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logits, losses and gradients against those of transformers, to 1e-4. */
class GoldenTest {
    private static final float TOLERANCE = 1e-4f;
    private static TorchEngine engine;
    private static Aten aten;

    @BeforeAll
    static void start() {
        engine = TorchEngine.start("cpu", 2);
        aten = new Aten(engine);
    }

    @AfterAll
    static void stop() {
        aten.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "llama3_rope"})
    void logitsLossAndGradientNormsAreThoseOfTransformers(String name) {
        JsonNode golden = Models.golden(name);
        List<int[]> sequences = sequences(golden);
        TokenBatch batch = TokenBatch.of(sequences);
        try (var model = TorchModel.open(engine, aten, Models.fixture(name), true);
                NDManager step = engine.newManager();
                var recorded = Gradients.recorded()) {
            NDArray hidden = model.hidden(step, batch);
            List<Long> rows = new ArrayList<>();
            List<Long> targets = new ArrayList<>();
            List<Float> expected = new ArrayList<>();
            for (int b = 0; b < sequences.size(); b++) {
                for (int t = 0; t < sequences.get(b).length; t++) {
                    long[] row = {batch.row(b, t)};
                    assertThat(model.logits(model.rows(hidden, row)).toFloatArray())
                            .as("logits of row %d, position %d", b, t)
                            .containsExactly(
                                    Models.floats(golden.get("logits").get(b).get(t)), within(TOLERANCE));
                    if (t + 1 < sequences.get(b).length) {
                        rows.add(row[0]);
                        targets.add((long) sequences.get(b)[t + 1]);
                        expected.add((float)
                                golden.get("token_logprobs").get(b).get(t).asDouble());
                    }
                }
            }
            long[] rowArray = rows.stream().mapToLong(r -> r).toArray();
            long[] targetArray = targets.stream().mapToLong(t -> t).toArray();
            int count = targetArray.length;
            // 5 rows a chunk: the loss must not depend on where the chunks end
            var head = new TokenLogProbabilities(model, 1, 5L * 256);
            NDArray lossRows = model.rows(hidden, rowArray);
            float[] logProbabilities = head.evaluate(lossRows, targetArray).logProbabilities();
            for (int i = 0; i < count; i++) {
                assertThat(logProbabilities[i]).isCloseTo(expected.get(i), within(TOLERANCE));
            }
            double loss = head.backward(
                    lossRows, targetArray, (logp, from, to) -> logp.sum().neg().div(count));
            assertThat(loss).isCloseTo(golden.get("loss").asDouble(), within((double) TOLERANCE));
            assertGradientNorms(golden, model.parameters());
        }
    }

    @Test
    void scoresPairwiseLossAndGradientNormsAreThoseOfTransformers() {
        JsonNode golden = Models.golden("llama_reward");
        List<int[]> sequences = sequences(golden);
        TokenBatch batch = TokenBatch.of(sequences);
        try (var model = TorchModel.open(engine, aten, Models.fixture("llama_reward"), true);
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
    @ValueSource(strings = {"stories260k", "tinystories656k"})
    void publishedModelsGiveTheirGoldenLogProbabilities(String name) {
        JsonNode golden = Models.json(Models.shared("golden/golden_" + name + ".json"));
        Path directory =
                Models.shared(name.equals("stories260k") ? "models/stories260k-hf" : "models/tinystories-656k");
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

    private static List<int[]> sequences(JsonNode golden) {
        List<int[]> sequences = new ArrayList<>();
        for (int b = 0; b < golden.get("lengths").size(); b++) {
            sequences.add(Arrays.copyOf(
                    Models.ints(golden.get("input_ids").get(b)),
                    golden.get("lengths").get(b).asInt()));
        }
        return sequences;
    }

    private static void assertGradientNorms(JsonNode golden, Parameters parameters) {
        double total = 0;
        for (String name : parameters.names()) {
            double square = 0;
            for (float g : parameters.gradient(name)) {
                square += (double) g * g;
            }
            assertThat(Math.sqrt(square))
                    .as("gradient norm of %s", name)
                    .isCloseTo(golden.get("gradient_norms").get(name).asDouble(), within((double) TOLERANCE));
            total += square;
        }
        assertThat(Math.sqrt(total))
                .isCloseTo(golden.get("gradient_norm_total").asDouble(), within((double) TOLERANCE));
    }
}
