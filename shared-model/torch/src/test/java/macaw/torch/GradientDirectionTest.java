package macaw.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import macaw.languagemodel.ModelHead;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The gradient of every parameter against the loss itself: the slope by central differences, along the gradient's own direction plus a random one of
 * the same length. With the norm that {@link GoldenTest} checks, the slope along the gradient leaves no other vector.
 */
class GradientDirectionTest extends TorchTest {
    private static final double STEP = 0.01;

    static List<String> models() {
        return Stream.concat(Models.fixturesWith("logits").stream(), Models.fixturesWith("scores").stream())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("models")
    void theSlopeOfTheLossIsWhatTheGradientSays(String fixture) {
        List<int[]> sequences = Models.sequences(Models.golden(fixture));
        try (var model = TorchModel.open(engine, aten, Models.fixture(fixture), true)) {
            accumulate(model, sequences);
            var random = new Random(3);
            for (String name : model.parameters().names()) {
                float[] gradient = model.parameters().gradient(name);
                double norm = norm(gradient);
                double[] direction = mixed(gradient, norm, random);
                double expected = IntStream.range(0, gradient.length)
                        .mapToDouble(i -> gradient[i] * direction[i])
                        .sum();
                // a steep loss is curved too
                double step = STEP / (1 + norm);
                double slope = (lossAt(model, sequences, name, direction, step)
                                - lossAt(model, sequences, name, direction, -step))
                        / (2 * step);
                assertThat(slope).as("slope along %s", name).isCloseTo(expected, within(0.01 * norm + 1e-4));
            }
        }
    }

    /** The direction of a gradient and a random one, both of length 1, added. */
    private static double[] mixed(float[] gradient, double norm, Random random) {
        double[] direction = random.doubles(gradient.length, -1, 1).toArray();
        double length = Math.sqrt(Arrays.stream(direction).map(x -> x * x).sum());
        for (int i = 0; i < direction.length; i++) {
            direction[i] = direction[i] / length + gradient[i] / norm;
        }
        return direction;
    }

    private static double norm(float[] values) {
        double square = 0;
        for (float value : values) {
            square += (double) value * value;
        }
        return Math.sqrt(square);
    }

    private static double lossAt(
            TorchModel model, List<int[]> sequences, String name, double[] direction, double step) {
        NDArray parameter = model.parameters().get(name);
        try (var unrecorded = Gradients.unrecorded()) {
            float[] before = parameter.toFloatArray();
            float[] moved = before.clone();
            for (int i = 0; i < moved.length; i++) {
                moved[i] += (float) (step * direction[i]);
            }
            parameter.set(moved);
            double loss = loss(model, sequences);
            parameter.set(before);
            return loss;
        }
    }

    /** The loss in double precision, as the golden values define it. */
    private static double loss(TorchModel model, List<int[]> sequences) {
        TokenBatch batch = TokenBatch.of(sequences);
        try (NDManager manager = engine.newManager()) {
            NDArray hidden = model.hidden(manager, batch);
            if (model.config().head() == ModelHead.SEQUENCE_CLASSIFICATION) {
                float[] scores =
                        model.scores(model.rows(hidden, last(sequences, batch))).toFloatArray();
                return Math.log1p(Math.exp((double) scores[1] - scores[0]));
            }
            NextTokens next = NextTokens.of(sequences, batch);
            float[] logp = new TokenLogProbabilities(model, 1, TokenLogProbabilities.DEFAULT_MAX_LOGITS)
                    .logProbabilities(model.rows(hidden, next.rows()), next.targets());
            return -IntStream.range(0, logp.length)
                    .mapToDouble(i -> logp[i])
                    .average()
                    .orElseThrow();
        }
    }

    private static void accumulate(TorchModel model, List<int[]> sequences) {
        TokenBatch batch = TokenBatch.of(sequences);
        try (NDManager manager = engine.newManager();
                var recorded = Gradients.recorded()) {
            if (model.config().head() == ModelHead.SEQUENCE_CLASSIFICATION) {
                var pass = new TrainingPass(model, manager, batch, last(sequences, batch));
                NDArray scores = model.scores(pass.hidden());
                Gradients.backward(
                        aten.logSigmoid(scores.get(0).sub(scores.get(1))).neg());
                pass.backward();
            } else {
                NextTokens next = NextTokens.of(sequences, batch);
                new TokenLogProbabilities(model, 1, TokenLogProbabilities.DEFAULT_MAX_LOGITS)
                        .backward(
                                new TrainingPass(model, manager, batch, next.rows()),
                                next.targets(),
                                (logp, from, to) -> logp.sum().neg().div(next.targets().length));
            }
        }
    }

    private static long[] last(List<int[]> sequences, TokenBatch batch) {
        return IntStream.range(0, sequences.size())
                .mapToLong(b -> batch.row(b, sequences.get(b).length - 1))
                .toArray();
    }
}
