package macaw.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import macaw.languagemodel.Checkpoint;
import macaw.languagemodel.CheckpointWriter;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.ModelHead;
import macaw.languagemodel.lora.Lora;
import macaw.languagemodel.lora.LoraTensors;
import macaw.languagemodel.lora.PeftFolder;
import macaw.languagemodel.safetensors.Dtype;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Adapters against PEFT's numbers, which shared-model/fixtures/make_lora.py wrote. */
class LoraTest extends TorchTest {
    private static final float TOLERANCE = 1e-4f;

    @ParameterizedTest
    @ValueSource(strings = {"llama", "llama_reward", "gpt2", "gpt_neox", "phi3", "qwen2"})
    void outputsLossAndGradientNormsAreThoseOfPeft(String name) {
        JsonNode golden = Models.golden("lora/" + name);
        List<int[]> sequences = Models.sequences(golden);
        TokenBatch batch = TokenBatch.of(sequences);
        try (var model = adapted(name);
                NDManager step = engine.newManager();
                var recorded = Gradients.recorded()) {
            double loss = model.config().head() == ModelHead.CAUSAL_LM
                    ? causalLoss(model, step, batch, sequences, golden)
                    : scoreLoss(model, step, batch, sequences, golden);
            assertThat(loss).isCloseTo(golden.get("loss").asDouble(), within((double) TOLERANCE));
            assertThat(model.parameters().names())
                    .hasSize(golden.get("gradient_norms").size());
            for (String parameter : model.parameters().names()) {
                assertThat(norm(model.parameters().gradient(parameter)))
                        .as("gradient norm of %s", parameter)
                        .isCloseTo(golden.get("gradient_norms").get(parameter).asDouble(), within((double) TOLERANCE));
            }
        }
    }

    private static double causalLoss(
            TorchModel model, NDManager step, TokenBatch batch, List<int[]> sequences, JsonNode golden) {
        List<Long> rows = new ArrayList<>();
        List<Long> targets = new ArrayList<>();
        List<Float> expected = new ArrayList<>();
        for (int b = 0; b < sequences.size(); b++) {
            for (int t = 0; t + 1 < sequences.get(b).length; t++) {
                rows.add((long) batch.row(b, t));
                targets.add((long) sequences.get(b)[t + 1]);
                expected.add((float) golden.get("token_logprobs").get(b).get(t).asDouble());
            }
        }
        long[] targetArray = targets.stream().mapToLong(t -> t).toArray();
        var pass = new TrainingPass(
                model, step, batch, rows.stream().mapToLong(r -> r).toArray());
        var head = new TokenLogProbabilities(model, 1, 5L * 256);
        float[] logps = head.logProbabilities(pass.hidden(), targetArray);
        for (int i = 0; i < logps.length; i++) {
            assertThat(logps[i]).isCloseTo(expected.get(i), within(TOLERANCE));
        }
        return head.backward(
                pass, targetArray, (logp, from, to) -> Gradients.scaled(logp.sum(), -1.0 / targetArray.length));
    }

    private static double scoreLoss(
            TorchModel model, NDManager step, TokenBatch batch, List<int[]> sequences, JsonNode golden) {
        long[] last = {batch.row(0, sequences.get(0).length - 1), batch.row(1, sequences.get(1).length - 1)};
        var pass = new TrainingPass(model, step, batch, last);
        NDArray scores = model.scores(pass.hidden());
        assertThat(scores.toFloatArray()).containsExactly(Models.floats(golden.get("scores")), within(TOLERANCE));
        NDArray loss = aten.logSigmoid(scores.get(0).sub(scores.get(1))).neg();
        Gradients.backward(loss);
        pass.backward();
        return loss.getFloat();
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "llama_reward", "gpt2", "gpt_neox", "phi3", "qwen2"})
    void mergedWeightsAreThoseOfPeft(String name, @TempDir Path directory) {
        JsonNode golden = Models.golden("lora/" + name);
        try (Checkpoint base = Checkpoint.open(Models.fixture(name));
                PeftFolder adapters = PeftFolder.open(Models.fixture("lora/" + name), base.config());
                ModelWeights weights = ModelWeights.adapted(
                        engine,
                        aten,
                        base,
                        adapters.tensors(),
                        base.config(),
                        Dtype.F32,
                        (tensor, shape) -> adapters.floats(tensor))) {
            // what base and adapters have both (a score head) is the adapters'
            weights.parameters().names().forEach(each -> set(weights.parameters(), each, adapters.floats(each)));
            CheckpointWriter.write(
                    directory,
                    base.config(),
                    weights.merged(engine, aten, base.config().tensors().shapes()),
                    null);
            try (Checkpoint merged = Checkpoint.open(directory)) {
                for (String tensor : merged.names()) {
                    JsonNode expected = golden.get("merged").get(tensor);
                    float[] actual = merged.floats(tensor);
                    if (expected == null) {
                        assertThat(actual).as(tensor).isEqualTo(base.floats(tensor));
                        continue;
                    }
                    for (int i = 0; i < 5; i++) {
                        assertThat((double) actual[i])
                                .as("%s[%d]", tensor, i)
                                .isCloseTo(expected.get(i).asDouble(), within(1e-6));
                    }
                    assertThat(norm(actual))
                            .as(tensor)
                            .isCloseTo(expected.get(5).asDouble(), within(1e-5));
                }
            }
        }
    }

    @Test
    void freshAdaptersChangeNothingAndTheirModelWithoutThemIsTheBase() {
        ModelConfig config = ModelConfig.read(Models.fixture("llama"));
        int[] text = {1, 116, 158, 23};
        try (var base = TorchModel.open(engine, aten, Models.fixture("llama"), false);
                var adapted = TorchModel.trainable(
                        engine,
                        aten,
                        Models.fixture("llama"),
                        config.head(),
                        new TrainingMode(Optional.of(new Lora(4, 8, false, List.of())), false, Dtype.F32),
                        (name, shape) -> fresh(name, shape));
                NDManager manager = engine.newManager();
                var unrecorded = Gradients.unrecorded()) {
            float[] expected =
                    base.hidden(manager, TokenBatch.of(List.of(text))).toFloatArray();
            assertThat(adapted.hidden(manager, TokenBatch.of(List.of(text))).toFloatArray())
                    .isEqualTo(expected);
            for (String name : adapted.parameters().names()) {
                float[] numbers = adapted.parameters().get(name).toFloatArray();
                Arrays.fill(numbers, 0.3f);
                set(adapted.parameters(), name, numbers);
            }
            assertThat(adapted.hidden(manager, TokenBatch.of(List.of(text))).toFloatArray())
                    .isNotEqualTo(expected);
            assertThat(adapted.withoutAdapters()
                            .hidden(manager, TokenBatch.of(List.of(text)))
                            .toFloatArray())
                    .isEqualTo(expected);
        }
    }

    @Test
    void weightsHeldInSixteenBitsAreThoseOfTheRoundedCheckpoint() {
        int[] text = {1, 16, 58, 23};
        // this checkpoint is in bfloat16 itself: nothing is lost
        try (var whole = TorchModel.open(engine, aten, Models.fixture("llama_bf16"), false);
                var halved = TorchModel.frozen(engine, aten, Models.fixture("llama_bf16"), Dtype.BF16);
                NDManager manager = engine.newManager();
                var unrecorded = Gradients.unrecorded()) {
            NDArray expected = whole.hidden(manager, TokenBatch.of(List.of(text)));
            NDArray actual = halved.hidden(manager, TokenBatch.of(List.of(text)));
            assertThat(actual.toFloatArray()).isEqualTo(expected.toFloatArray());
            assertThat(halved.logits(actual).toFloatArray())
                    .isEqualTo(whole.logits(expected).toFloatArray());
        }
    }

    @Test
    void whatIsWrittenIsReadAgain(@TempDir Path directory) throws Exception {
        ModelConfig config = ModelConfig.read(Models.fixture("llama_reward"));
        try (PeftFolder given = PeftFolder.open(Models.fixture("lora/llama_reward"), config)) {
            LoraTensors tensors = given.tensors();
            Parameters numbers = Parameters.of(engine, tensors.shapes(), given::floats, false);
            PeftFolder.write(directory, config, tensors, "base", numbers.tensorData(""));
            try (PeftFolder again = PeftFolder.open(directory, config)) {
                assertThat(again.tensors().shapes().keySet())
                        .isEqualTo(tensors.shapes().keySet());
                assertThat(again.tensors().lora().scale()).isEqualTo(8 / Math.sqrt(4));
                tensors.shapes()
                        .keySet()
                        .forEach(name -> assertThat(again.floats(name)).isEqualTo(given.floats(name)));
            }
            numbers.close();
            assertThat(Files.readString(directory.resolve("adapter_config.json")))
                    .contains("\"modules_to_save\" : [ \"score\" ]");
        }
    }

    private static TorchModel adapted(String name) {
        Path base = Models.fixture(name);
        ModelConfig config = ModelConfig.read(base);
        try (PeftFolder adapters = PeftFolder.open(Models.fixture("lora/" + name), config)) {
            var mode = new TrainingMode(Optional.of(adapters.tensors().lora()), false, Dtype.F32);
            TorchModel model = TorchModel.trainable(
                    engine, aten, base, config.head(), mode, (tensor, shape) -> adapters.floats(tensor));
            model.parameters().names().forEach(each -> set(model.parameters(), each, adapters.floats(each)));
            return model;
        }
    }

    private static void set(Parameters parameters, String name, float[] numbers) {
        try (var unrecorded = Gradients.unrecorded()) {
            parameters.get(name).set(numbers);
        }
    }

    private static float[] fresh(String name, long[] shape) {
        float[] numbers = new float[Math.toIntExact(shape[0] * shape[1])];
        if (LoraTensors.startsAtRandom(name)) {
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = (float) Math.sin(i);
            }
        }
        return numbers;
    }

    private static double norm(float[] numbers) {
        double square = 0;
        for (float number : numbers) {
            square += (double) number * number;
        }
        return Math.sqrt(square);
    }
}
