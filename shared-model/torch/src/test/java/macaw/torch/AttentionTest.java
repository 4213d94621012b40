package macaw.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ways in which attention is computed give the same outputs and the same gradients; golden values are of few positions and see one of them alone. */
class AttentionTest extends TorchTest {
    private static final int SEQUENCES = 2;
    private static final int POSITIONS = 40;
    private static final int HEADS = 6;
    private static final int WIDTH = 16;

    private interface Form {
        NDArray of(NDArray q, NDArray k, NDArray v);
    }

    @ParameterizedTest
    @CsvSource({"6, 0", "2, 0", "1, 0", "3, 1", "2, 7", "6, 39", "2, 40"})
    void wholeMatricesAndFusedKernelsAgree(int keyValueHeads, int window) {
        try (NDManager manager = engine.newManager()) {
            TokenBatch batch = TokenBatch.of(List.of(new int[POSITIONS], new int[POSITIONS]));
            var positions = new BatchPositions(aten, manager, batch, null, Optional.empty());
            NDArray scale = manager.create(0.3f);
            NDArray mask = positions.mask(window);
            assertThat(mask.toFloatArray()).isEqualTo(mask(window == 0 ? POSITIONS : window));
            float[][] whole = run(
                    manager,
                    keyValueHeads,
                    (q, k, v) -> aten.shortAttention(
                            q, k, v, scale, positions.groupMask(window, keyValueHeads, HEADS / keyValueHeads)));
            float[][] fused = run(
                    manager,
                    keyValueHeads,
                    (q, k, v) -> positions.cuts(window)
                            ? aten.attention(q, k, v, scale, mask)
                            : aten.attention(q, k, v, scale));
            for (int i = 0; i < whole.length; i++) {
                assertThat(whole[i]).containsExactly(fused[i], within(2e-5f));
            }
        }
    }

    /** The output and the gradients of q, k and v. */
    private static float[][] run(NDManager manager, int keyValueHeads, Form form) {
        var random = new Random(5);
        try (var recorded = Gradients.recorded()) {
            NDArray q = leaf(manager, random, HEADS);
            NDArray k = leaf(manager, random, keyValueHeads);
            NDArray v = leaf(manager, random, keyValueHeads);
            NDArray y = form.of(heads(q), heads(k), heads(v));
            Gradients.backward(y, numbers(manager, random, HEADS).transpose(0, 2, 1, 3));
            return new float[][] {
                y.toFloatArray(),
                q.getGradient().toFloatArray(),
                k.getGradient().toFloatArray(),
                v.getGradient().toFloatArray()
            };
        }
    }

    private static NDArray leaf(NDManager manager, Random random, int heads) {
        NDArray leaf = numbers(manager, random, heads);
        leaf.setRequiresGradient(true);
        return leaf;
    }

    /** As a projection leaves them: [B, T, heads, d]. */
    private static NDArray numbers(NDManager manager, Random random, int heads) {
        float[] numbers = new float[SEQUENCES * POSITIONS * heads * WIDTH];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return manager.create(numbers, new Shape(SEQUENCES, POSITIONS, heads, WIDTH));
    }

    private static NDArray heads(NDArray x) {
        return x.transpose(0, 2, 1, 3);
    }

    private static float[] mask(int reach) {
        float[] mask = new float[POSITIONS * POSITIONS];
        IntStream.range(0, mask.length).forEach(i -> {
            int row = i / POSITIONS;
            int column = i % POSITIONS;
            mask[i] = column <= row && row - column < reach ? 0 : Float.NEGATIVE_INFINITY;
        });
        return mask;
    }
}
