package macaw.reward.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class TokenBatchesTest {
    private static final int[] A = {1, 1, 1, 1};
    private static final int[] B = {2, 2, 2};
    private static final int[] C = {3};
    private static final int[] LONG = new int[50];

    @Test
    void tokensStayWithinTheBoundAndTheFirstIsAlwaysIn() {
        assertThat(take(7, A, B, C)).containsExactly(A, B);
        assertThat(take(10, LONG, C)).containsExactly(LONG);
        assertThat(take(100)).isEmpty();
    }

    @Test
    void oneThatDoesNotFitIsPassedByThoseThatDo() {
        Queue<int[]> waiting = new ArrayDeque<>(List.of(A, LONG, B, C));
        assertThat(TokenBatches.take(waiting, Function.identity(), 8)).containsExactly(A, B, C);
        assertThat(TokenBatches.take(waiting, Function.identity(), 8)).containsExactly(LONG);
        assertThat(waiting).isEmpty();
    }

    @Test
    void thoseThatBeginLikeTheFirstComeBeforeOthersAndTheirBeginningCountsOnce() {
        int[] first = {7, 7, 7, 1};
        int[] second = {7, 7, 7, 2};
        int[] same = {7, 7, 7, 1};
        Queue<int[]> waiting = new ArrayDeque<>(List.of(first, A, B, second, same));
        assertThat(TokenBatches.take(waiting, Function.identity(), 8)).containsExactly(first, same, second, B);
        assertThat(waiting).containsExactly(A);
    }

    private static List<int[]> take(int bound, int[]... sequences) {
        return TokenBatches.take(new ArrayDeque<>(List.of(sequences)), Function.identity(), bound);
    }
}
