package macaw.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import macaw.languagemodel.ModelConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts that share a row are computed as if each were alone, in every architecture, whichever way attention takes. */
class TokenRowTest extends TorchTest {
    private static final int PREFIX = 7;

    static List<String> models() {
        return Models.fixturesWith("logits");
    }

    @ParameterizedTest
    @MethodSource("models")
    void packedTextsAreComputedAsIfEachWereAlone(String fixture) {
        int vocabulary = ModelConfig.read(Models.fixture(fixture)).vocabularySize();
        List<int[]> texts = Stream.of(9, 14, 5, 11)
                .map(length -> text(length, length, vocabulary))
                .toList();
        assertAlike(
                fixture, texts, List.of(TokenRow.packed(texts.subList(0, 3)), TokenRow.packed(texts.subList(3, 4))));
    }

    @ParameterizedTest
    @MethodSource("models")
    void textsThatBeginAlikeShareTheirBeginning(String fixture) {
        int vocabulary = ModelConfig.read(Models.fixture(fixture)).vocabularySize();
        List<int[]> texts = branches(vocabulary, 4, 9);
        TokenRow row = TokenRow.branching(texts);
        assertThat(row.shared()).isEqualTo(PREFIX);
        assertThat(row.length()).isEqualTo(PREFIX + 4 * 9);
        assertAlike(fixture, texts, List.of(row));
    }

    @Test
    void rowsThatAreLongerThanTheContextHoldTextsThatAreNot() {
        ModelConfig config = ModelConfig.read(Models.fixture("llama"));
        int length = config.maxPositions() - PREFIX;
        List<int[]> texts =
                branches(config.vocabularySize(), 256 / length + 2, length); // as many as take the fused attention
        assertAlike("llama", texts, List.of(TokenRow.branching(texts)));
        int[] tooLong = new int[config.maxPositions() + 1];
        assertThatThrownBy(() -> pass("llama", List.of(tooLong), List.of(TokenRow.packed(List.of(tooLong)))))
                .hasMessageContaining("do not fit the context");
    }

    private static List<int[]> branches(int vocabulary, int count, int length) {
        int[] prefix = text(1, PREFIX, vocabulary);
        return IntStream.range(0, count)
                .mapToObj(i -> IntStream.concat(
                                IntStream.of(prefix),
                                IntStream.concat(IntStream.of(3 + i), IntStream.of(text(i, length - 1, vocabulary))))
                        .toArray())
                .toList();
    }

    private static int[] text(int seed, int length, int vocabulary) {
        return new Random(seed).ints(length, 3, vocabulary).toArray();
    }

    private static void assertAlike(String fixture, List<int[]> texts, List<TokenRow> rows) {
        Pass alone = pass(
                fixture,
                texts,
                texts.stream().map(text -> TokenRow.packed(List.of(text))).toList());
        Pass together = pass(fixture, texts, rows);
        assertThat(together.logProbabilities).containsExactly(alone.logProbabilities, within(2e-5f));
        alone.gradients.forEach((name, gradient) -> {
            float[] same = together.gradients.get(name);
            double square = 0;
            double difference = 0;
            for (int i = 0; i < gradient.length; i++) {
                square += (double) gradient[i] * gradient[i];
                difference += (double) (gradient[i] - same[i]) * (gradient[i] - same[i]);
            }
            assertThat(Math.sqrt(difference)).as(name).isLessThanOrEqualTo(1e-5 * Math.sqrt(square) + 1e-6);
        });
    }

    private record Pass(float[] logProbabilities, Map<String, float[]> gradients) {}

    /** Of all tokens of the texts but the first of each, text by text; the rows hold the texts in their order. */
    private static Pass pass(String fixture, List<int[]> texts, List<TokenRow> rows) {
        TokenBatch batch = TokenBatch.ofRows(rows);
        List<Long> read = new ArrayList<>();
        for (int b = 0; b < rows.size(); b++) {
            for (int i = 0; i < rows.get(b).texts().size(); i++) {
                for (int t = 0; t + 1 < rows.get(b).texts().get(i).length; t++) {
                    read.add((long) batch.row(b, rows.get(b).at(i, t)));
                }
            }
        }
        long[] targets = texts.stream()
                .flatMapToInt(text -> IntStream.of(text).skip(1))
                .asLongStream()
                .toArray();
        try (var model = TorchModel.open(engine, aten, Models.fixture(fixture), true)) {
            float[][] seen = new float[1][];
            try (NDManager manager = engine.newManager();
                    var recorded = Gradients.recorded()) {
                long[] chosen = read.stream().mapToLong(Long::longValue).toArray();
                new TokenLogProbabilities(model, 1, TokenLogProbabilities.DEFAULT_MAX_LOGITS)
                        .backward(new TrainingPass(model, manager, batch, chosen), targets, (logp, from, to) -> {
                            seen[0] = logp.toFloatArray();
                            return logp.sum().neg().div(targets.length);
                        });
            }
            Map<String, float[]> gradients = new LinkedHashMap<>();
            model.parameters()
                    .names()
                    .forEach(name -> gradients.put(name, model.parameters().gradient(name)));
            return new Pass(seen[0], gradients);
        }
    }
}
