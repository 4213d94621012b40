package macaw.torch;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import macaw.languagemodel.Checkpoint;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is too large for one buffer goes piece by piece: the seams of pieces of a few numbers are those of pieces of millions. */
class PiecesTest extends TorchTest {

    @ParameterizedTest
    @CsvSource({"llama, 7", "llama_bf16, 64", "gpt2_fp16, 64", "llama, 1000000"})
    void everyNumberOfACheckpointArrivesAndGoesOutAgain(String fixture, int most) {
        var pieces = new Pieces(most);
        try (Checkpoint checkpoint = Checkpoint.open(Models.fixture(fixture));
                NDManager manager = engine.newManager();
                Arena arena = Arena.ofConfined()) {
            for (String name : checkpoint.names()) {
                float[] numbers = checkpoint.floats(name);
                NDArray tensor = manager.create(new Shape(checkpoint.entry(name).shape()), DataType.FLOAT32);
                pieces.read(aten, tensor, (from, into) -> checkpoint.floats(name, from, into));
                assertThat(tensor.toFloatArray()).isEqualTo(numbers);
                MemorySegment written = arena.allocate(ValueLayout.JAVA_FLOAT, numbers.length);
                pieces.write(tensor, written);
                assertThat(written.toArray(ValueLayout.JAVA_FLOAT)).isEqualTo(numbers);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"7", "1000000"})
    void whatIsHeldInSixteenBitsIsRoundedToTheNearest(int most) {
        String name = "model.layers.0.self_attn.k_proj.weight";
        try (Checkpoint checkpoint = Checkpoint.open(Models.fixture("llama"));
                NDManager manager = engine.newManager()) {
            float[] numbers = checkpoint.floats(name);
            NDArray tensor = aten.halves(manager, checkpoint.entry(name).shape());
            new Pieces(most).read(aten, tensor, (from, into) -> checkpoint.floats(name, from, into));
            float[] held = aten.floats(tensor).toFloatArray();
            for (int i = 0; i < numbers.length; i++) {
                int bits = Float.floatToIntBits(numbers[i]);
                int rounded = bits + 0x7fff + ((bits >> 16) & 1) & 0xffff_0000;
                assertThat(held[i]).isEqualTo(Float.intBitsToFloat(rounded));
            }
        }
    }
}
