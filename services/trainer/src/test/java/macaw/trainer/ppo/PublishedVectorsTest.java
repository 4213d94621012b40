package macaw.trainer.ppo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import macaw.torch.Aten;
import macaw.torch.TorchEngine;
import macaw.trainer.learning.TinyModels;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The numbers of rlax's own tests (Apache-2.0, DeepMind). */
class PublishedVectorsTest {
    private static final TorchEngine ENGINE = TinyModels.engine();
    private static JsonNode cases;

    @BeforeAll
    static void read() throws IOException {
        Path file = Path.of(System.getProperty("macaw.root"), "..", "shared", "data", "golden", "rl_vectors_rlax.json");
        Assumptions.assumeTrue(Files.exists(file), () -> file + " is absent, rlax's numbers are not checked");
        cases = new ObjectMapper().readTree(file.toFile()).get("cases");
    }

    @Test
    void advantagesAreThoseOfRlaxWhereTheDiscountIsConstantAndTheEpisodeEnds() {
        int checked = 0;
        for (JsonNode golden : cases) {
            if (!golden.get("kind").asText().equals("gae")) {
                continue;
            }
            double discount = golden.get("discount_t").get(0).get(0).asDouble();
            double lambda = golden.get("lambda_").asDouble();
            float[] rewards = floats(golden.get("r_t").get(0));
            float[] bootstrapped = floats(golden.get("v_t").get(0));
            // rlax is given the value after the last step; here an answer ends, so that value goes into the last reward
            int last = rewards.length - 1;
            rewards[last] += (float) (discount * bootstrapped[last + 1]);
            float[] values = Arrays.copyOf(bootstrapped, rewards.length);
            float[] expected = floats(golden.get("recomputed_float64").get(0));
            assertThat(Advantages.of(rewards, values, discount, lambda)).containsExactly(expected, within(1e-5f));
            checked++;
        }
        assertThat(checked).isEqualTo(3);
    }

    /** Its discounts differ from step to step: what is t steps away is scaled by the discounts up to there, and the discount is 1. */
    @Test
    void returnsAreTheLambdaReturnsOfRlax() {
        JsonNode golden = only("lambda_returns");
        for (int row = 0; row < 2; row++) {
            float[] rewards = floats(golden.get("r_t").get(row));
            float[] discounts = floats(golden.get("discount_t").get(row));
            float[] following = floats(golden.get("v_t").get(row)); // the value after each step
            float[] expected = floats(golden.get("expected").get(row));
            float[] values = new float[rewards.length];
            float scale = 1;
            for (int t = 0; t < rewards.length; t++) {
                rewards[t] *= scale;
                expected[t] *= scale;
                scale *= discounts[t];
                if (t + 1 < values.length) {
                    values[t + 1] = scale * following[t];
                } else {
                    rewards[t] += scale * following[t];
                }
            }
            double lambda = golden.get("lambda_").asDouble();
            assertThat(Advantages.returns(Advantages.of(rewards, values, 1, lambda), values))
                    .containsExactly(expected, within(1e-5f));
        }
    }

    @Test
    void theSurrogateIsThatOfRlax() {
        JsonNode golden = only("clipped_surrogate_pg_loss");
        try (var aten = new Aten(ENGINE);
                var manager = ENGINE.newManager()) {
            long[] actions = new long[3];
            for (int i = 0; i < 3; i++) {
                actions[i] = golden.get("actions").get(i).asLong();
            }
            NDArray targets = manager.create(actions);
            NDArray logps = aten.logProbabilities(manager.create(matrix(golden.get("logits"))), targets);
            NDArray proximal = aten.logProbabilities(manager.create(matrix(golden.get("old_logits"))), targets);
            for (int i = 0; i < 2; i++) {
                NDArray advantages =
                        manager.create(floats(golden.get("advantages").get(i)));
                double loss = ClippedSurrogate.of(logps, proximal, advantages, (float)
                                golden.get("epsilon").asDouble())
                        .mean()
                        .getFloat();
                assertThat(loss)
                        .isCloseTo(golden.get("recomputed_float64").get(i).asDouble(), within(1e-6));
            }
        }
    }

    @Test
    void theEntropyIsThatOfRlax() {
        JsonNode golden = only("entropy_loss");
        try (var aten = new Aten(ENGINE);
                var manager = ENGINE.newManager()) {
            for (int i = 0; i < 2; i++) {
                float[] weights = floats(golden.get("weights").get(i));
                float[] entropies = aten.entropy(
                                manager.create(matrix(golden.get("logits").get(i))))
                        .toFloatArray();
                double loss = 0;
                for (int t = 0; t < weights.length; t++) {
                    loss -= weights[t] * entropies[t] / weights.length;
                }
                assertThat(loss)
                        .isCloseTo(golden.get("recomputed_float64").get(i).asDouble(), within(1e-6));
            }
        }
    }

    private static JsonNode only(String kind) {
        for (JsonNode golden : cases) {
            if (golden.get("kind").asText().equals(kind)) {
                return golden;
            }
        }
        throw new IllegalStateException("no " + kind);
    }

    private static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) array.get(i).asDouble();
        }
        return values;
    }

    private static float[][] matrix(JsonNode rows) {
        float[][] matrix = new float[rows.size()][];
        for (int i = 0; i < matrix.length; i++) {
            matrix[i] = floats(rows.get(i));
        }
        return matrix;
    }
}
