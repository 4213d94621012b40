package macaw.torch;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.ModelHead;
import macaw.languagemodel.lora.Lora;
import macaw.languagemodel.safetensors.Dtype;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Computing the blocks again on the way back changes no bit, with and without adapters, under either head. */
class GradientCheckpointingTest extends TorchTest {
    private static final List<int[]> SEQUENCES =
            List.of(new int[] {1, 16, 58, 23, 27, 11, 62, 42}, new int[] {1, 14, 61});
    private static final long[] ROWS = {0, 2, 3, 6, 8, 9};
    private static final long[] TARGETS = {16, 23, 27, 42, 14, 61};

    @ParameterizedTest
    @CsvSource({
        "llama, 0, F32",
        "llama3_rope, 0, F32",
        "llama, 2, F32",
        "llama3_rope, 2, BF16",
        "llama_reward, 3, F32",
        "gpt2, 0, F32",
        "gemma2, 2, F32",
        "gpt_neox, 2, BF16"
    })
    void lossAndGradientsAreEqualToTheBit(String fixture, int rank, Dtype frozen) {
        assertEqual(
                gradients(fixture, rank, frozen, Optional.empty(), true),
                gradients(fixture, rank, frozen, Optional.empty(), false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "gemma2", "gpt_neox"})
    void dropoutTakesTheSameTwice(String fixture) {
        Optional<Dropout> dropout = Optional.of(new EveryFifth());
        Map<String, float[]> kept = gradients(fixture, 0, Dtype.F32, dropout, false);
        assertEqual(gradients(fixture, 0, Dtype.F32, dropout, true), kept);
        assertThat(kept.get("loss"))
                .isNotEqualTo(gradients(fixture, 0, Dtype.F32, Optional.empty(), false)
                        .get("loss"));
    }

    private record EveryFifth() implements Dropout {
        @Override
        public double rate() {
            return 0.2;
        }

        @Override
        public boolean[] kept(int layer, Branch branch, int width) {
            int positions = SEQUENCES.getFirst().length;
            boolean[] kept = new boolean[SEQUENCES.size() * positions * width];
            for (int i = 0; i < kept.length; i++) {
                kept[i] = (i + layer + branch.ordinal()) % 5 != 0;
            }
            return kept;
        }
    }

    private static void assertEqual(Map<String, float[]> recomputed, Map<String, float[]> kept) {
        assertThat(recomputed.keySet()).isEqualTo(kept.keySet());
        kept.forEach(
                (name, gradient) -> assertThat(recomputed.get(name)).as(name).isEqualTo(gradient));
        assertThat(kept.values()).as("there are gradients").anyMatch(gradient -> gradient[0] != 0);
    }

    private static Map<String, float[]> gradients(
            String fixture, int rank, Dtype frozen, Optional<Dropout> dropout, boolean checkpointing) {
        Optional<Lora> lora = rank == 0 ? Optional.empty() : Optional.of(new Lora(rank, 4, false, List.of()));
        ModelHead head = ModelConfig.read(Models.fixture(fixture)).head();
        Map<String, float[]> gradients = new HashMap<>();
        try (var model = TorchModel.trainable(
                        engine,
                        aten,
                        Models.fixture(fixture),
                        head,
                        new TrainingMode(lora, checkpointing, frozen),
                        GradientCheckpointingTest::numbers);
                NDManager manager = engine.newManager();
                var recorded = Gradients.recorded()) {
            var pass = new TrainingPass(model, manager, TokenBatch.of(SEQUENCES), ROWS, dropout);
            int arrays = manager.getManagedArrays().size();
            if (head == ModelHead.CAUSAL_LM) {
                double loss = new TokenLogProbabilities(model, 1, 4 * 256)
                        .backward(pass, TARGETS, (logp, from, to) -> logp.sum());
                gradients.put("loss", new float[] {(float) loss});
            } else {
                NDArray loss = model.scores(pass.hidden()).square().sum();
                gradients.put("loss", loss.toFloatArray());
                Gradients.backward(loss);
                pass.backward();
            }
            if (checkpointing) {
                assertThat(manager.getManagedArrays().size())
                        .as("what the way back needs is freed on the way")
                        .isLessThan(arrays + 20);
            }
            for (String name : new ArrayList<>(model.parameters().names())) {
                gradients.put(name, model.parameters().gradient(name));
            }
        }
        return gradients;
    }

    /** Neither A nor B is zero, so that each gets a gradient. */
    private static float[] numbers(String name, long[] shape) {
        float[] numbers = new float[Math.toIntExact(shape[0] * shape[1])];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) Math.sin(i + name.hashCode() % 100);
        }
        return numbers;
    }
}
