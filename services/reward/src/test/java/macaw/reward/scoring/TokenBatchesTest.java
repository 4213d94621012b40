package macaw.reward.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenBatchesTest {
    @Test
    void aBatchIsARectangleWithinTheBoundAndTheFirstIsAlwaysInIt() {
        assertThat(take(32, 4, 4, 8, 4, 4)).containsExactly(4, 4, 8, 4);
        assertThat(take(10, 50, 3)).containsExactly(50);
        assertThat(take(100)).isEmpty();
    }

    @Test
    void oneThatDoesNotFitIsPassedByThoseThatDo() {
        var waiting = new ArrayDeque<>(List.of(4, 30, 4, 4));
        assertThat(TokenBatches.take(waiting, length -> length, 16)).containsExactly(4, 4, 4);
        assertThat(waiting).containsExactly(30);
        assertThat(TokenBatches.take(waiting, length -> length, 16)).containsExactly(30);
    }

    private static List<Integer> take(int bound, Integer... lengths) {
        return TokenBatches.take(new ArrayDeque<>(List.of(lengths)), length -> length, bound);
    }
}
