package macaw.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import macaw.errors.CodedException;
import org.junit.jupiter.api.Test;

class ChunkTest {
    @Test
    void aRemainderOfOneJoinsTheChunkBeforeIt() {
        assertThat(Chunk.of(33, 16)).containsExactly(new Chunk(0, 16, false), new Chunk(16, 33, true));
        assertThat(Chunk.of(34, 16))
                .containsExactly(new Chunk(0, 16, false), new Chunk(16, 32, false), new Chunk(32, 34, true));
    }

    @Test
    void chunksCoverThePromptAndOnlyAPromptOfOneTokenHasAChunkOfOne() {
        for (int size = 2; size < 20; size++) {
            for (int length = 1; length < 100; length++) {
                List<Chunk> chunks = Chunk.of(length, size);
                int at = 0;
                for (Chunk chunk : chunks) {
                    assertThat(chunk.start()).isEqualTo(at);
                    assertThat(chunk.tokens()).isBetween(Math.min(2, length), size + 1);
                    at = chunk.end();
                    assertThat(chunk.last()).isEqualTo(at == length);
                }
                assertThat(at).isEqualTo(length);
            }
        }
    }

    @Test
    void anEmptyPromptHasNone() {
        assertThatThrownBy(() -> Chunk.of(0, 16)).isInstanceOf(CodedException.class);
    }
}
