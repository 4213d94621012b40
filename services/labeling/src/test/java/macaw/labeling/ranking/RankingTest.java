package macaw.labeling.ranking;

import static macaw.labeling.Codes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import macaw.errors.ErrorCode;
import org.junit.jupiter.api.Test;

class RankingTest {
    private static final UUID A = new UUID(0, 1);
    private static final UUID B = new UUID(0, 2);
    private static final UUID C = new UUID(0, 3);

    @Test
    void everyOutputInExactlyOneGroupIsComplete() {
        var ranking = new Ranking(List.of(List.of(C), List.of(A, B)));
        ranking.checkCovers(Set.of(A, B, C));
        assertThat(ranking.rankOf(C)).isZero();
        assertThat(ranking.rankOf(A)).isEqualTo(1).isEqualTo(ranking.rankOf(B));
    }

    @Test
    void aRankingThatNamesAnOutputTwiceIsRefused() {
        assertRefused(ErrorCode.RANKING_DUPLICATE, () -> new Ranking(List.of(List.of(A), List.of(B, A))));
        assertRefused(ErrorCode.RANKING_DUPLICATE, () -> new Ranking(List.of(List.of(A, A))));
    }

    @Test
    void aRankingThatLeavesAnOutputOutIsRefusedAndTheOutputIsNamed() {
        var ranking = new Ranking(List.of(List.of(A), List.of(B)));
        var refusal = assertRefused(ErrorCode.RANKING_INCOMPLETE, () -> ranking.checkCovers(Set.of(A, B, C)));
        assertThat(refusal).hasMessageContaining(C.toString());
    }

    @Test
    void nothingRankedIsNeverAnOrder() {
        var untouched = new Ranking(List.of());
        assertRefused(ErrorCode.RANKING_INCOMPLETE, () -> untouched.checkCovers(Set.of(A, B)));
    }

    @Test
    void anOutputOfAnotherTaskIsRefused() {
        var ranking = new Ranking(List.of(List.of(A), List.of(C)));
        assertRefused(ErrorCode.OUTPUT_UNKNOWN, () -> ranking.checkCovers(Set.of(A)));
    }

    @Test
    void anEmptyGroupIsRefused() {
        assertRefused(ErrorCode.REQUEST_INVALID, () -> new Ranking(List.of(List.of(A), List.of())));
    }

    @Test
    void tiedOutputsHaveNoOrderAmongThem() {
        assertThat(new Ranking(List.of(List.of(A, B)))).isEqualTo(new Ranking(List.of(List.of(B, A))));
        assertThat(new Ranking(List.of(List.of(A), List.of(B))))
                .isNotEqualTo(new Ranking(List.of(List.of(B), List.of(A))));
    }
}
