package macaw.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import macaw.languagemodel.ModelConfig;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A sequence by itself takes the attention of short ones, and beside a long one that of long ones: its log-probabilities and its gradient are the
 * same. The golden values are of short ones only.
 */
class LongSequencesTest extends TorchTest {
    private static final int SHORT = 60;
    private static final int LONG = 200;

    static List<String> models() {
        return Models.fixturesWith("logits").stream()
                .filter(name -> ModelConfig.read(Models.fixture(name)).rotary() != null)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("models")
    void aSequenceIsComputedAlikeAloneAndBesideALongOne(String fixture, @TempDir Path dir) throws Exception {
        Path folder = withMorePositions(Models.fixture(fixture), dir);
        int vocabulary = ModelConfig.read(folder).vocabularySize();
        int[] first = new Random(1).ints(SHORT, 3, vocabulary).toArray();
        int[] other = new Random(2).ints(LONG, 3, vocabulary).toArray();
        Pass alone = pass(folder, List.of(first));
        Pass beside = pass(folder, List.of(first, other));
        for (int i = 0; i < alone.logProbabilities.length; i++) {
            assertThat(beside.logProbabilities[i]).isCloseTo(alone.logProbabilities[i], within(1e-4f));
        }
        alone.gradients.forEach((name, gradient) -> {
            float[] same = beside.gradients.get(name);
            double square = 0;
            double difference = 0;
            for (int i = 0; i < gradient.length; i++) {
                square += (double) gradient[i] * gradient[i];
                difference += (double) (gradient[i] - same[i]) * (gradient[i] - same[i]);
            }
            assertThat(Math.sqrt(difference)).as(name).isLessThanOrEqualTo(1e-3 * Math.sqrt(square) + 1e-6);
        });
    }

    private record Pass(float[] logProbabilities, Map<String, float[]> gradients) {}

    /** Of the first sequence alone. */
    private static Pass pass(Path folder, List<int[]> sequences) {
        TokenBatch batch = TokenBatch.of(sequences);
        NextTokens next = NextTokens.of(sequences.subList(0, 1), batch);
        try (var model = TorchModel.open(engine, aten, folder, true)) {
            float[][] seen = new float[1][];
            try (NDManager manager = engine.newManager();
                    var recorded = Gradients.recorded()) {
                new TokenLogProbabilities(model, 1, TokenLogProbabilities.DEFAULT_MAX_LOGITS)
                        .backward(
                                new TrainingPass(model, manager, batch, next.rows()),
                                next.targets(),
                                (logp, from, to) -> {
                                    seen[0] = logp.toFloatArray();
                                    return logp.sum().neg().div(next.targets().length);
                                });
            }
            Map<String, float[]> gradients = new LinkedHashMap<>();
            model.parameters()
                    .names()
                    .forEach(name -> gradients.put(name, model.parameters().gradient(name)));
            return new Pass(seen[0], gradients);
        }
    }

    private static Path withMorePositions(Path fixture, Path dir) throws IOException {
        try (Stream<Path> files = Files.list(fixture)) {
            for (Path file : files.toList()) {
                Files.copy(file, dir.resolve(file.getFileName()));
            }
        }
        Path config = dir.resolve("config.json");
        Files.writeString(
                config,
                Files.readString(config).replaceFirst("(\"max_position_embeddings\"\\s*:\\s*)\\d+", "$1" + LONG));
        return dir;
    }
}
