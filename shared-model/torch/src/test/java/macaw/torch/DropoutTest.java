package macaw.torch;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

class DropoutTest extends TorchTest {
    @Test
    void whatStaysIsScaledAndWhatGoesHasNoGradient() {
        try (NDManager manager = engine.newManager();
                var recorded = Gradients.recorded()) {
            NDArray x = Gradients.leaf(manager.create(new float[] {1, 2, 3, 4}, new Shape(2, 2)));
            NDArray y;
            try (NDArray kept = manager.create(new boolean[] {true, false, true, true}, new Shape(2, 2))) {
                y = aten.dropped(x, kept, 1 / (1 - 0.2));
            }
            System.gc(); // the mask's memory may be another's before the backward pass reads it
            Gradients.backward(y.sum());
            assertThat(y.toFloatArray()).containsExactly(1.25f, 0, 3.75f, 5);
            assertThat(x.getGradient().toFloatArray()).containsExactly(1.25f, 0, 1.25f, 1.25f);
        }
    }
}
