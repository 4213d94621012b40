package macaw.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import macaw.languagemodel.Checkpoint;
import macaw.languagemodel.ModelConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntegerProductsTest {
    private static final int LENGTH = 24;

    @TempDir
    Path dir;

    @Test
    void logitsInWholeNumbersAreNearThoseInFloats() {
        // one small block: in larger ones of random weights attention is all or nothing, and any error turns it over
        ModelConfig config = ModelConfig.llama(64, 64, 128, 1, 2, 1, 32, false, 1, 2, 0);
        int[] prompt = new Random(4).ints(LENGTH, 0, config.vocabularySize()).toArray();
        try (Checkpoint checkpoint = Checkpoint.open(Checkpoints.random(dir, config, 9))) {
            float[] exact = logits(checkpoint, prompt, Precision.FP32);
            float[] near = logits(checkpoint, prompt, Precision.INT8);
            double error = 0;
            double size = 0;
            for (int i = 0; i < exact.length; i++) {
                error += Math.pow(near[i] - exact[i], 2);
                size += Math.pow(exact[i], 2);
            }
            assertThat(Math.sqrt(error / size)).isBetween(1e-4, 0.1);
        }
    }

    private static float[] logits(Checkpoint checkpoint, int[] prompt, Precision precision) {
        try (Decoder decoder = Decoder.open(checkpoint, new Decoder.Shape(1, 32, 16), 1, precision)) {
            for (Chunk chunk : Chunk.of(prompt.length, 16)) {
                decoder.prefill(0, prompt, chunk);
            }
            float[] row = new float[decoder.vocabularySize()];
            decoder.logits(0, row);
            return row;
        }
    }
}
