package macaw.languagemodel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import macaw.languagemodel.safetensors.Dtype;
import macaw.languagemodel.safetensors.TensorData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {
    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"llama", "llama3_rope", "llama_reward"})
    void whatIsWrittenIsReadAgainBitForBit(String name) {
        try (Checkpoint original = Checkpoint.open(Fixtures.checkpoint(name))) {
            SequencedMap<String, TensorData> tensors = new LinkedHashMap<>();
            for (String tensor : original.names()) {
                tensors.put(tensor, TensorData.ofFloats(original.entry(tensor).shape(), original.floats(tensor)));
            }
            CheckpointWriter.write(dir, original.config(), tensors, null);
            try (Checkpoint copy = Checkpoint.open(dir)) {
                assertThat(copy.config()).isEqualTo(original.config());
                assertThat(copy.names()).isEqualTo(original.names());
                for (String tensor : original.names()) {
                    assertThat(copy.data(tensor).mismatch(original.data(tensor)))
                            .isEqualTo(-1);
                    assertThat(copy.entry(tensor).dtype()).isEqualTo(Dtype.F32);
                    assertThat(copy.entry(tensor).offset() % 64).as(tensor).isZero();
                }
            }
        }
    }

    @Test
    void aTiedModelWhoseMatrixIsSavedAsItsHeadOpens() {
        try (Checkpoint checkpoint = Checkpoint.open(Fixtures.shared("models/tinystories-656k"))) {
            assertThat(checkpoint.entry(LlamaTensors.EMBEDDING).name()).isEqualTo("lm_head.weight");
            assertThat(checkpoint.entry(LlamaTensors.EMBEDDING).shape()).containsExactly(2048, 128);
            assertThat(checkpoint.names()).doesNotContain("lm_head.weight");
        }
    }

    @Test
    void theSpellingOfTransformersFiveIsRead() {
        try (Checkpoint checkpoint = Checkpoint.open(Fixtures.shared("models/stories260k-hf"))) {
            assertThat(checkpoint.config().eosTokenIds()).containsExactly(1, 2);
            assertThat(checkpoint.config().padTokenId()).isEmpty();
        }
    }
}
