package macaw.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import macaw.errors.CodedException;
import macaw.languagemodel.Checkpoint;
import macaw.languagemodel.ModelConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ONNX Runtime refuses comes back as an error with its words, from any of the calls that run beside one another. */
class DecoderFailureTest {
    private static final int SLOTS = 24;
    private static final int BEYOND_THE_VOCABULARY = 64;

    @TempDir
    Path dir;

    @Test
    void aFailureInAnyCallIsToldAndTheNextStepWorks() {
        ModelConfig config = ModelConfig.llama(64, 64, 128, 1, 2, 1, 32, false, 1, 2, 0);
        try (Checkpoint checkpoint = Checkpoint.open(Checkpoints.random(dir, config, 8));
                Decoder decoder = Decoder.open(checkpoint, new Decoder.Shape(SLOTS, 32, 16), 2)) {
            float[] before = row(decoder, new int[SLOTS]);
            for (int slot : new int[] {0, SLOTS - 1}) {
                int[] tokens = new int[SLOTS];
                tokens[slot] = BEYOND_THE_VOCABULARY;
                assertThatThrownBy(() -> row(decoder, tokens))
                        .isInstanceOf(CodedException.class)
                        .hasMessageContaining("out of data bounds");
            }
            assertThat(row(decoder, new int[SLOTS])).isEqualTo(before);
        }
    }

    private static float[] row(Decoder decoder, int[] tokens) {
        decoder.advance(SLOTS, tokens, new int[SLOTS]);
        float[] row = new float[decoder.vocabularySize()];
        decoder.logits(SLOTS - 1, row);
        return row;
    }
}
