package macaw.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import macaw.languagemodel.Checkpoint;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.Tokenizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against values that transformers or numpy computed. */
class GoldenTest {
    private static final float TOLERANCE = 1e-4f;

    @ParameterizedTest
    @ValueSource(strings = {"llama", "llama3_rope"})
    void everyLogitOfEveryPositionIsTheGoldenOne(String name) {
        JsonNode golden = Checkpoints.json(Checkpoints.fixture(name).resolve("golden.json"));
        int[] lengths = Checkpoints.ints(golden.get("lengths"));
        try (Checkpoint checkpoint = Checkpoint.open(Checkpoints.fixture(name));
                Decoder decoder = Decoder.open(checkpoint, new Decoder.Shape(2, 64, 4), 2)) {
            float[] row = new float[decoder.vocabularySize()];
            for (int slot = 0; slot < 2; slot++) {
                int[] ids =
                        Arrays.copyOf(Checkpoints.ints(golden.get("input_ids").get(slot)), lengths[slot]);
                for (int length = 1; length <= ids.length; length++) {
                    prefill(decoder, slot, Arrays.copyOf(ids, length));
                    decoder.logits(slot, row);
                    assertThat(row)
                            .as("row %d, position %d", slot, length - 1)
                            .containsExactly(
                                    Checkpoints.floats(
                                            golden.get("logits").get(slot).get(length - 1)),
                                    within(TOLERANCE));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "llama3_rope"})
    void tokensThatAreFedOneByOneMeetTheGoldenLogitsToo(String name) {
        JsonNode golden = Checkpoints.json(Checkpoints.fixture(name).resolve("golden.json"));
        try (Checkpoint checkpoint = Checkpoint.open(Checkpoints.fixture(name));
                Decoder decoder = Decoder.open(checkpoint, new Decoder.Shape(2, 64, 8), 2)) {
            int[] first = Checkpoints.ints(golden.get("input_ids").get(0));
            int[] second = Checkpoints.ints(golden.get("input_ids").get(1));
            prefill(decoder, 0, Arrays.copyOf(first, 9));
            prefill(decoder, 1, Arrays.copyOf(second, 1));
            float[] row = new float[decoder.vocabularySize()];
            for (int step = 0; step < 14; step++) {
                decoder.advance(2, new int[] {first[9 + step], second[1 + step]}, new int[] {9 + step, 1 + step});
                decoder.logits(0, row);
                assertThat(row)
                        .containsExactly(
                                Checkpoints.floats(golden.get("logits").get(0).get(9 + step)), within(TOLERANCE));
                decoder.logits(1, row);
                assertThat(row)
                        .containsExactly(
                                Checkpoints.floats(golden.get("logits").get(1).get(1 + step)), within(TOLERANCE));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "llama3_rope"})
    void theGreedyContinuationIsTheGoldenOne(String name) {
        JsonNode greedy = Checkpoints.json(Checkpoints.fixture(name).resolve("golden.json"))
                .get("greedy");
        int[] continuation = Checkpoints.ints(greedy.get("continuation"));
        assertThat(greedy(Checkpoints.fixture(name), Checkpoints.ints(greedy.get("prompt")), continuation.length))
                .containsExactly(continuation);
    }

    @Test
    void scoresAreTheGoldenOnes() {
        Path fixture = Checkpoints.fixture("llama_reward");
        JsonNode golden = Checkpoints.json(fixture.resolve("golden.json"));
        int[] lengths = Checkpoints.ints(golden.get("lengths"));
        try (Checkpoint checkpoint = Checkpoint.open(fixture);
                Scorer scorer = Scorer.open(checkpoint, 2)) {
            List<int[]> sequences = new ArrayList<>();
            List<Float> expected = new ArrayList<>();
            for (int row = 0; row < 2; row++) {
                int[] ids = Checkpoints.ints(golden.get("input_ids").get(row));
                for (int length = 1; length <= lengths[row]; length++) {
                    sequences.add(Arrays.copyOf(ids, length));
                    expected.add((float) golden.get("score_at_every_position")
                            .get(row)
                            .get(length - 1)
                            .asDouble());
                }
            }
            float[] scores = scorer.score(sequences);
            for (int i = 0; i < scores.length; i++) {
                assertThat(scores[i]).as("sequence %d", i).isCloseTo(expected.get(i), within(TOLERANCE));
            }
        }
    }

    @Test
    void aPublishedModelMeetsItsGoldenValues() {
        Path model = Checkpoints.shared("models/tinystories-656k");
        JsonNode golden = Checkpoints.json(Checkpoints.shared("golden/golden_tinystories656k.json"));
        meets(model, golden, Checkpoints.ints(golden.get("greedy_ids")));
        // a decoder leaves special tokens out, the golden text spells them
        assertThat(text(model, Checkpoints.ints(golden.get("greedy_ids"))).replace("<|end_story|>", ""))
                .isEqualTo(golden.get("greedy_text")
                        .asText()
                        .replace("<|end_story|>", "")
                        .strip());
    }

    @Test
    void anotherPublishedModelMeetsItsGoldenValues() {
        Path model = Checkpoints.shared("models/stories260k-hf");
        JsonNode golden = Checkpoints.json(Checkpoints.shared("golden/golden_stories260k.json"));
        meets(model, golden, Checkpoints.ints(golden.get("greedy_from_bos_ids")));
        int[] written = greedy(model, new int[] {golden.get("bos").asInt()}, 200);
        assertThat(text(model, written))
                .startsWith(golden.get("expected_text_200_steps").asText().strip());
    }

    private static String text(Path model, int[] ids) {
        try (Tokenizer tokenizer = Tokenizer.open(model)) {
            return tokenizer.decode(ids).strip();
        }
    }

    private static void meets(Path model, JsonNode golden, int[] greedy) {
        int[] text = Checkpoints.ints(golden.get("text_ids"));
        int[] prompt = Checkpoints.ints(golden.get("prompt_ids"));
        try (Checkpoint checkpoint = Checkpoint.open(model);
                Decoder decoder = Decoder.open(checkpoint, new Decoder.Shape(1, 256, 16), 2)) {
            float[] row = new float[decoder.vocabularySize()];
            prefill(decoder, 0, prompt);
            decoder.logits(0, row);
            assertThat(row).containsExactly(Checkpoints.floats(golden.get("last_logits")), within(TOLERANCE));
            prefill(decoder, 0, Arrays.copyOf(text, 1));
            for (int i = 1; i < text.length; i++) {
                decoder.logits(0, row);
                assertThat(logProbability(row, text[i]))
                        .isCloseTo(golden.get("text_token_logprobs").get(i - 1).asDouble(), within((double) TOLERANCE));
                decoder.advance(1, new int[] {text[i]}, new int[] {i});
            }
        }
        int given = prompt.length;
        assertThat(greedy(model, Arrays.copyOf(greedy, given), greedy.length - given))
                .containsExactly(Arrays.copyOfRange(greedy, given, greedy.length));
    }

    private static int[] greedy(Path model, int[] prompt, int count) {
        try (Checkpoint checkpoint = Checkpoint.open(model)) {
            ModelConfig config = checkpoint.config();
            int context = Math.min(config.maxPositions(), 512);
            try (Decoder decoder = Decoder.open(checkpoint, new Decoder.Shape(3, context, 16), 2)) {
                prefill(decoder, 2, prompt);
                int[] written = new int[count];
                float[] row = new float[config.vocabularySize()];
                for (int i = 0; i < count; i++) {
                    decoder.logits(2, row);
                    written[i] = likeliest(row);
                    decoder.advance(3, new int[] {0, 0, written[i]}, new int[] {0, 0, prompt.length + i});
                }
                return written;
            }
        }
    }

    private static void prefill(Decoder decoder, int slot, int[] prompt) {
        for (Chunk chunk : Chunk.of(prompt.length, decoder.shape().chunk())) {
            decoder.prefill(slot, prompt, chunk);
        }
    }

    private static int likeliest(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }

    private static double logProbability(float[] logits, int token) {
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - logits[token]);
        }
        return -Math.log(sum);
    }
}
