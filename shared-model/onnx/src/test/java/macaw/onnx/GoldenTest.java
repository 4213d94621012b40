package macaw.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import macaw.languagemodel.Architecture;
import macaw.languagemodel.Checkpoint;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.ModelHead;
import macaw.languagemodel.Tokenizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against values that transformers or numpy computed. */
class GoldenTest {
    private static final float TOLERANCE = 1e-4f;

    static List<String> causal() {
        return Checkpoints.fixtures(ModelHead.CAUSAL_LM);
    }

    static List<String> classifiers() {
        return Checkpoints.fixtures(ModelHead.SEQUENCE_CLASSIFICATION);
    }

    @Test
    void everyArchitectureHasGoldenValuesUnderBothHeads() {
        for (List<String> names : List.of(causal(), classifiers())) {
            assertThat(names.stream()
                            .map(name ->
                                    ModelConfig.read(Checkpoints.fixture(name)).architecture())
                            .distinct())
                    .containsExactlyInAnyOrder(Architecture.values());
        }
    }

    @ParameterizedTest
    @MethodSource("causal")
    void everyLogitOfEveryPositionIsTheGoldenOne(String name) {
        JsonNode golden = Checkpoints.json(Checkpoints.fixture(name).resolve("golden.json"));
        List<int[]> sequences = sequences(golden);
        try (Checkpoint checkpoint = Checkpoint.open(Checkpoints.fixture(name));
                Decoder decoder = Decoder.open(checkpoint, new Decoder.Shape(2, 32, 4), 2)) {
            for (int slot = 0; slot < 2; slot++) {
                int[] ids = sequences.get(slot);
                for (int length = 1; length <= ids.length; length++) {
                    prefill(decoder, slot, Arrays.copyOf(ids, length));
                    meets(decoder, slot, golden, slot, length - 1);
                }
            }
        }
    }

    @Test
    void weightsBehindLinksAreFoundAsHuggingFacesCacheHasThem(@TempDir Path hub) throws Exception {
        Path blobs = Files.createDirectory(hub.resolve("blobs"));
        Path snapshot = Files.createDirectories(hub.resolve("snapshots").resolve("main"));
        Path fixture = Checkpoints.fixture("qwen3_sharded");
        try (var files = Files.list(fixture)) {
            for (Path file : files.toList()) {
                Path blob = Files.copy(file, blobs.resolve("blob-of-" + file.getFileName()));
                Files.createSymbolicLink(snapshot.resolve(file.getFileName()), blob);
            }
        }
        JsonNode golden = Checkpoints.json(fixture.resolve("golden.json"));
        int[] ids = sequences(golden).getFirst();
        try (Checkpoint checkpoint = Checkpoint.open(snapshot);
                Decoder decoder = Decoder.open(checkpoint, new Decoder.Shape(1, 32, 4), 1)) {
            prefill(decoder, 0, ids);
            meets(decoder, 0, golden, 0, ids.length - 1);
        }
    }

    @ParameterizedTest
    @MethodSource("causal")
    void tokensThatAreFedOneByOneMeetTheGoldenLogitsToo(String name) {
        JsonNode golden = Checkpoints.json(Checkpoints.fixture(name).resolve("golden.json"));
        List<int[]> sequences = sequences(golden);
        try (Checkpoint checkpoint = Checkpoint.open(Checkpoints.fixture(name));
                Decoder decoder = Decoder.open(checkpoint, new Decoder.Shape(3, 32, 8), 2)) {
            // slot 0 holds the second sequence from its first token on, slot 2 the first from where the second is
            // longer
            int[] at = {1, 0, sequences.get(0).length - sequences.get(1).length + 1};
            prefill(decoder, 0, Arrays.copyOf(sequences.get(1), at[0]));
            prefill(decoder, 2, Arrays.copyOf(sequences.get(0), at[2]));
            while (at[0] < sequences.get(1).length) {
                decoder.advance(
                        3, new int[] {sequences.get(1)[at[0]], 0, sequences.get(0)[at[2]]}, at);
                meets(decoder, 0, golden, 1, at[0]++);
                meets(decoder, 2, golden, 0, at[2]++);
            }
            assertThat(at[2]).isEqualTo(sequences.get(0).length);
        }
    }

    @ParameterizedTest
    @MethodSource("causal")
    void theGreedyContinuationIsTheGoldenOne(String name) {
        JsonNode greedy = Checkpoints.json(Checkpoints.fixture(name).resolve("golden.json"))
                .get("greedy");
        int[] continuation = Checkpoints.ints(greedy.get("continuation"));
        assertThat(greedy(Checkpoints.fixture(name), Checkpoints.ints(greedy.get("prompt")), continuation.length))
                .containsExactly(continuation);
    }

    @ParameterizedTest
    @MethodSource("classifiers")
    void scoresAreTheGoldenOnes(String name) {
        Path fixture = Checkpoints.fixture(name);
        JsonNode golden = Checkpoints.json(fixture.resolve("golden.json"));
        List<int[]> sequences = sequences(golden);
        try (Checkpoint checkpoint = Checkpoint.open(fixture);
                Scorer scorer = Scorer.open(checkpoint, 2)) {
            assertThat(scorer.score(sequences))
                    .containsExactly(Checkpoints.floats(golden.get("scores")), within(TOLERANCE));
            if (golden.has("score_at_every_position")) {
                for (int row = 0; row < sequences.size(); row++) {
                    int[] ids = sequences.get(row);
                    float[] expected = Checkpoints.floats(
                            golden.get("score_at_every_position").get(row));
                    assertThat(scorer.score(IntStream.rangeClosed(1, ids.length)
                                    .mapToObj(length -> Arrays.copyOf(ids, length))
                                    .toList()))
                            .containsExactly(Arrays.copyOf(expected, ids.length), within(TOLERANCE));
                }
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

    /** The rows of a golden file without their padding. */
    private static List<int[]> sequences(JsonNode golden) {
        int[] lengths = Checkpoints.ints(golden.get("lengths"));
        return IntStream.range(0, lengths.length)
                .mapToObj(row ->
                        Arrays.copyOf(Checkpoints.ints(golden.get("input_ids").get(row)), lengths[row]))
                .toList();
    }

    /** The logits of a slot, and what they make of the token that comes next, are those of a golden row at a position. */
    private static void meets(Decoder decoder, int slot, JsonNode golden, int row, int position) {
        float[] logits = new float[decoder.vocabularySize()];
        decoder.logits(slot, logits);
        assertThat(logits)
                .as("row %d, position %d", row, position)
                .containsExactly(
                        Checkpoints.floats(golden.get("logits").get(row).get(position)), within(TOLERANCE));
        int[] ids = sequences(golden).get(row);
        if (position + 1 < ids.length) {
            assertThat(logProbability(logits, ids[position + 1]))
                    .isCloseTo(
                            golden.get("token_logprobs").get(row).get(position).asDouble(), within((double) TOLERANCE));
        }
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
