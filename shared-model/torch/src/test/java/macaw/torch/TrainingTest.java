package macaw.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.LongStream;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.safetensors.SafetensorsFile;
import macaw.languagemodel.safetensors.SafetensorsWriter;
import macaw.languagemodel.safetensors.TensorData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What training promises beyond right gradients: AdamW's numbers, clipping, invariances, equal bits, no leaks. */
class TrainingTest extends TorchTest {
    private static final int[] LONG = {1, 116, 158, 23, 27, 211, 69, 42};
    private static final int[] SHORT = {1, 174, 161};
    private static final AdamW.Settings SETTINGS = new AdamW.Settings(0.9, 0.95, 1e-8, 0.1);

    @Test
    void adamWIsTheFormulaOfPyTorch() {
        float[] matrix = {1, -2, 3, 0.5f};
        float[] vector = {1, -1};
        float[][] gradients = {{0.1f, -0.2f, 0.3f, 0}, {0.05f, 0.5f, -0.5f, 1}, {0.2f, 0, 0.1f, -1}};
        try (var parameters = parameters(matrix, vector);
                var optimizer = new AdamW(engine, aten, parameters, SETTINGS)) {
            double[] expected = {1, -2, 3, 0.5, 1, -1};
            double[] m = new double[6];
            double[] v = new double[6];
            for (int step = 1; step <= 3; step++) {
                float[] g = gradients[step - 1];
                double[] all = {g[0], g[1], g[2], g[3], g[0], g[1]};
                accumulate(parameters, g, new float[] {g[0], g[1]});
                optimizer.step(0.01, 1e9);
                for (int i = 0; i < 6; i++) {
                    double decay = i < 4 ? 0.1 : 0; // the vector does not decay
                    expected[i] -= 0.01 * decay * expected[i];
                    m[i] = 0.9 * m[i] + 0.1 * all[i];
                    v[i] = 0.95 * v[i] + 0.05 * all[i] * all[i];
                    double firstMoment = m[i] / (1 - Math.pow(0.9, step));
                    double secondMoment = v[i] / (1 - Math.pow(0.95, step));
                    expected[i] -= 0.01 * firstMoment / (Math.sqrt(secondMoment) + 1e-8);
                }
                float[] actual = concat(
                        parameters.get("matrix").toFloatArray(),
                        parameters.get("vector").toFloatArray());
                for (int i = 0; i < 6; i++) {
                    assertThat((double) actual[i]).isCloseTo(expected[i], within(1e-6));
                }
            }
        }
    }

    @Test
    void clippingScalesAllGradientsByTheirCommonNorm() {
        // with β₁ = β₂ = 0 and a large ε a step is η g / (|g| + ε): all but linear in g
        var plain = new AdamW.Settings(0, 0, 0.999, 0);
        try (var parameters = parameters(new float[] {0, 0, 0, 0}, new float[] {0, 0});
                var optimizer = new AdamW(engine, aten, parameters, plain)) {
            accumulate(parameters, new float[] {3, 0, 0, 0}, new float[] {0, 4});
            assertThat(optimizer.step(1, 1)).isEqualTo(5);
            assertThat(parameters.get("matrix").getFloat(0, 0)).isCloseTo(-0.6f / (0.6f + 0.999f), within(1e-5f));
            assertThat(parameters.get("vector").getFloat(1)).isCloseTo(-0.8f / (0.8f + 0.999f), within(1e-5f));
            accumulate(parameters, new float[] {0.3f, 0, 0, 0}, new float[] {0, 0});
            assertThat(optimizer.step(1, 1)).isCloseTo(0.3, within(1e-6));
            assertThat(parameters.get("matrix").getFloat(0, 0))
                    .isCloseTo(-0.6f / (0.6f + 0.999f) - 0.3f / (0.3f + 0.999f), within(1e-5f));
        }
    }

    @Test
    void aGradientThatIsNotANumberChangesNothingAndIsForgotten() {
        try (var parameters = parameters(new float[] {1, 2, 3, 4}, new float[] {5, 6});
                var optimizer = new AdamW(engine, aten, parameters, SETTINGS)) {
            accumulate(parameters, new float[] {Float.NaN, 0, 0, 0}, new float[] {0, 0});
            assertThatThrownBy(() -> optimizer.step(0.1, 1))
                    .isInstanceOfSatisfying(
                            CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOSS_NOT_FINITE));
            assertThat(parameters.get("matrix").toFloatArray()).containsExactly(1, 2, 3, 4);
            parameters.forgetGradients();
            accumulate(parameters, new float[] {5, 6, 7, 8}, new float[] {0, 0});
            assertThat(parameters.gradient("matrix")).containsExactly(5, 6, 7, 8);
        }
    }

    @Test
    void whichRowsAreReadOutlivesACollection() {
        TokenBatch batch = TokenBatch.of(List.of(LONG, SHORT));
        long[] rows = {1, 2};
        String name = "model.layers.0.self_attn.k_proj.weight";
        try (var model = TorchModel.open(engine, aten, Models.fixture("llama"), true)) {
            float[] first = new float[0];
            List<ByteBuffer> others = new ArrayList<>();
            for (int round = 0; round < 20; round++) {
                try (NDManager manager = engine.newManager();
                        var recorded = Gradients.recorded()) {
                    var pass = new TrainingPass(model, manager, batch, rows);
                    System.gc();
                    for (int i = 0; i < 200; i++) {
                        others.add(ByteBuffer.allocateDirect(rows.length * Long.BYTES)
                                .putLong(0, 1)
                                .putLong(Long.BYTES, 1));
                    }
                    Gradients.backward(pass.hidden().square().sum());
                    pass.backward();
                }
                float[] gradient = model.parameters().gradient(name);
                first = round == 0 ? gradient : first;
                assertThat(gradient).isEqualTo(first);
                model.parameters().forgetGradients();
            }
            assertThat(others).hasSize(20 * 200);
        }
    }

    @Test
    void aNumberInARecordedProductOutlivesACollection() {
        try (var parameters = parameters(new float[] {1, 2, 3, 4}, new float[] {5, 6});
                NDManager manager = engine.newManager();
                var recorded = Gradients.recorded()) {
            List<ByteBuffer> others = new ArrayList<>();
            for (int round = 0; round < 20; round++) {
                NDArray loss = Gradients.scaled(parameters.get("vector").sum(), 0.25);
                System.gc();
                for (int i = 0; i < 200; i++) {
                    // takes the memory that a collected number would have given back
                    others.add(ByteBuffer.allocateDirect(Float.BYTES).putFloat(0, 1e30f));
                }
                Gradients.backward(loss);
                assertThat(parameters.gradient("vector")).containsOnly(0.25f);
                parameters.forgetGradients();
            }
            assertThat(others).hasSize(20 * 200);
        }
    }

    @Test
    void aGradientIsTheSlopeOfTheLoss() {
        String name = "model.layers.0.self_attn.k_proj.weight";
        try (var model = TorchModel.open(engine, aten, Models.fixture("llama3_rope"), true)) {
            step(model, List.of(LONG, SHORT), Long.MAX_VALUE);
            float[] gradient = model.parameters().gradient(name);
            float[] weights = model.parameters().get(name).toFloatArray();
            float h = 1e-2f;
            for (int i = 0; i < weights.length; i += 61) {
                double slope = (lossWith(model, name, weights, i, h) - lossWith(model, name, weights, i, -h)) / (2 * h);
                assertThat(slope).as("d loss / d %s[%d]", name, i).isCloseTo(gradient[i], within(2e-4));
            }
        }
    }

    @Test
    void aSequenceIsReadAlikeAloneAndBesideALongerOne() {
        try (var model = TorchModel.open(engine, aten, Models.fixture("llama"), false);
                NDManager manager = engine.newManager()) {
            NDArray alone = model.hidden(manager, TokenBatch.of(List.of(SHORT)));
            TokenBatch batch = TokenBatch.of(List.of(LONG, SHORT));
            long[] rows = LongStream.range(0, SHORT.length)
                    .map(t -> batch.row(1, (int) t))
                    .toArray();
            assertThat(model.hidden(manager, batch, rows).toFloatArray())
                    .containsExactly(alone.toFloatArray(), within(1e-5f));
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void someRowsAreWhatTheyAreAmongAllOfThem(String fixture) {
        try (var model = TorchModel.open(engine, aten, Models.fixture(fixture), false);
                NDManager manager = engine.newManager()) {
            TokenBatch batch = TokenBatch.of(Models.sequences(Models.golden(fixture)));
            int width = model.config().hiddenSize();
            float[] all = model.hidden(manager, batch).toFloatArray();
            int[] read = {1, batch.ids().length - 2, 3};
            float[] some = model.hidden(
                            manager, batch, Arrays.stream(read).asLongStream().toArray())
                    .toFloatArray();
            for (int n = 0; n < read.length; n++) {
                assertThat(Arrays.copyOfRange(some, n * width, (n + 1) * width))
                        .containsExactly(
                                Arrays.copyOfRange(all, read[n] * width, (read[n] + 1) * width), within(1e-5f));
            }
        }
    }

    static List<String> architectures() {
        return Models.fixturesWith("logits");
    }

    @Test
    void chunksChangeNeitherLossNorGradients() {
        try (var whole = TorchModel.open(engine, aten, Models.fixture("llama"), true);
                var parts = TorchModel.open(engine, aten, Models.fixture("llama"), true)) {
            double loss = step(whole, List.of(LONG, SHORT), Long.MAX_VALUE);
            assertThat(step(parts, List.of(LONG, SHORT), 2 * 256)).isCloseTo(loss, within(1e-6));
            for (String name : whole.parameters().names()) {
                assertThat(parts.parameters().gradient(name))
                        .containsExactly(whole.parameters().gradient(name), within(1e-6f));
            }
        }
    }

    @Test
    void twoRunsAndARunThatWasSavedAndLoadedEndInEqualBits(@TempDir Path directory) {
        float[] first = train(4, null);
        assertThat(train(4, null)).isEqualTo(first);
        assertThat(train(4, directory.resolve("state.safetensors"))).isEqualTo(first);
    }

    @Test
    void aStepLeavesNothingBehind() {
        try (var model = TorchModel.open(engine, aten, Models.fixture("llama"), true);
                var optimizer = new AdamW(engine, aten, model.parameters(), SETTINGS)) {
            int before = model.arrays() + optimizer.arrays() + aten.arrays();
            for (int i = 0; i < 3; i++) {
                step(model, List.of(LONG, SHORT), 2 * 256);
                optimizer.step(1e-3, 1);
            }
            assertThat(model.arrays() + optimizer.arrays() + aten.arrays()).isEqualTo(before);
        }
    }

    private static float[] train(int steps, Path saveHalfWay) {
        var model = TorchModel.open(engine, aten, Models.fixture("llama"), true);
        var optimizer = new AdamW(engine, aten, model.parameters(), SETTINGS);
        for (int i = 0; i < steps; i++) {
            if (saveHalfWay != null && i == steps / 2) {
                SequencedMap<String, TensorData> state =
                        new LinkedHashMap<>(model.parameters().tensorData("model."));
                state.putAll(optimizer.tensorData("optimizer."));
                SafetensorsWriter.write(saveHalfWay, state);
                optimizer.close();
                model.close();
                model = TorchModel.open(engine, aten, Models.fixture("llama"), true);
                optimizer = new AdamW(engine, aten, model.parameters(), SETTINGS);
                try (var file = SafetensorsFile.open(saveHalfWay)) {
                    model.load(file, "model.");
                    optimizer.load(file, "optimizer.");
                }
            }
            step(model, List.of(LONG, SHORT), 4 * 256);
            optimizer.step(1e-2, 1);
        }
        float[] weights = model.parameters().names().stream()
                .map(model.parameters()::get)
                .map(NDArray::toFloatArray)
                .reduce(new float[0], TrainingTest::concat);
        optimizer.close();
        model.close();
        return weights;
    }

    /** Adds the gradients of the mean next-token loss and returns it. */
    private static double step(TorchModel model, List<int[]> sequences, long maxLogits) {
        TokenBatch batch = TokenBatch.of(sequences);
        var rows = LongStream.builder();
        var targets = LongStream.builder();
        for (int b = 0; b < sequences.size(); b++) {
            for (int t = 0; t + 1 < sequences.get(b).length; t++) {
                rows.add(batch.row(b, t));
                targets.add(sequences.get(b)[t + 1]);
            }
        }
        long[] targetArray = targets.build().toArray();
        try (NDManager manager = engine.newManager();
                var recorded = Gradients.recorded()) {
            var pass = new TrainingPass(model, manager, batch, rows.build().toArray());
            return new TokenLogProbabilities(model, 1, maxLogits)
                    .backward(
                            pass,
                            targetArray,
                            (logp, from, to) -> Gradients.scaled(logp.sum(), -1.0 / targetArray.length));
        }
    }

    private static double lossWith(TorchModel model, String name, float[] weights, int index, float change) {
        float[] changed = weights.clone();
        changed[index] += change;
        try (var unrecorded = Gradients.unrecorded()) {
            model.parameters().get(name).set(changed);
        }
        double loss = step(model, List.of(LONG, SHORT), Long.MAX_VALUE);
        try (var unrecorded = Gradients.unrecorded()) {
            model.parameters().get(name).set(weights);
        }
        return loss;
    }

    private static Parameters parameters(float[] matrix, float[] vector) {
        SequencedMap<String, long[]> shapes = new LinkedHashMap<>();
        shapes.put("matrix", new long[] {2, 2});
        shapes.put("vector", new long[] {2});
        return Parameters.of(engine, shapes, name -> name.equals("matrix") ? matrix : vector, true);
    }

    /** Gives the parameters these gradients, as those of Σ parameter·gradient. */
    private static void accumulate(Parameters parameters, float[] matrix, float[] vector) {
        try (NDManager manager = engine.newManager();
                var recorded = Gradients.recorded()) {
            NDArray loss = manager.create(matrix)
                    .reshape(2, 2)
                    .mul(parameters.get("matrix"))
                    .sum()
                    .add(manager.create(vector).mul(parameters.get("vector")).sum());
            Gradients.backward(loss);
        }
    }

    private static float[] concat(float[] a, float[] b) {
        float[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
