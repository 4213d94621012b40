package macaw.labeling.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.UUID;
import macaw.labeling.ranking.Ranking;
import org.junit.jupiter.api.Test;

class GoldAgreementTest {
    private static final UUID A = new UUID(0, 1);
    private static final UUID B = new UUID(0, 2);
    private static final UUID C = new UUID(0, 3);
    private static final UUID D = new UUID(0, 4);

    /** Gold a > b = c > d orders 5 of 6 pairs: ab, ac, ad, bd, cd. */
    private static final Ranking GOLD = new Ranking(List.of(List.of(A), List.of(B, C), List.of(D)));

    @Test
    void theSameOrderIsFullAgreementWhateverIsDoneWithThePairThatGoldTies() {
        assertThat(GoldAgreement.of(GOLD, GOLD)).isEqualTo(new GoldAgreement(5, 5));
        assertThat(GoldAgreement.of(GOLD, ranking(A, B, C, D))).isEqualTo(new GoldAgreement(5, 5));
        assertThat(GoldAgreement.of(GOLD, ranking(A, C, B, D))).isEqualTo(new GoldAgreement(5, 5));
    }

    @Test
    void aPairInTheOtherOrderIsNoAgreement() {
        // b > a turns ab around; c > d > … stays: ac, ad, bd, cd agree
        assertThat(GoldAgreement.of(GOLD, ranking(B, A, C, D))).isEqualTo(new GoldAgreement(4, 5));
        assertThat(GoldAgreement.of(GOLD, ranking(D, C, B, A))).isEqualTo(new GoldAgreement(0, 5));
    }

    @Test
    void aTieOfTheLabelerOnAPairThatGoldOrdersIsNoAgreement() {
        var ties = new Ranking(List.of(List.of(A, B), List.of(C, D)));
        // ab and cd are tied; ac, ad, bd agree
        assertThat(GoldAgreement.of(GOLD, ties)).isEqualTo(new GoldAgreement(3, 5));
        assertThat(GoldAgreement.of(GOLD, new Ranking(List.of(List.of(A, B, C, D)))))
                .isEqualTo(new GoldAgreement(0, 5));
    }

    @Test
    void overTasksEveryPairWeighsTheSame() {
        var both = GoldAgreement.over(List.of(
                GoldAgreement.of(GOLD, ranking(D, C, B, A)),
                GoldAgreement.of(new Ranking(List.of(List.of(A), List.of(B))), ranking(A, B))));
        assertThat(both).isEqualTo(new GoldAgreement(1, 6));
        assertThat(both.share()).hasValue(1.0 / 6);
    }

    @Test
    void withoutAPairThatGoldOrdersThereIsNoFigureAndNoThresholdIsReached() {
        assertThat(GoldAgreement.NONE.share()).isEmpty();
        assertThat(GoldAgreement.NONE.reaches(0)).isFalse();
        assertThat(GoldAgreement.of(new Ranking(List.of(List.of(A, B))), ranking(A, B)))
                .isEqualTo(GoldAgreement.NONE);
    }

    @Test
    void exactlyTheThresholdReachesIt() {
        assertThat(new GoldAgreement(3, 4).reaches(0.75)).isTrue();
        assertThat(new GoldAgreement(74, 100).reaches(0.75)).isFalse();
        // 0.28 * 25 is more than 7 in doubles
        assertThat(new GoldAgreement(7, 25).reaches(0.28)).isTrue();
        assertThat(new GoldAgreement(14, 25).reaches(0.56)).isTrue();
        assertThat(new GoldAgreement(6, 25).reaches(0.28)).isFalse();
    }

    @Test
    void aRankingThatLacksAnOutputOfGoldIsAMistakeOfTheCaller() {
        assertThatThrownBy(() -> GoldAgreement.of(GOLD, ranking(A, B)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(C.toString());
    }

    private static Ranking ranking(UUID... outputs) {
        return new Ranking(List.of(outputs).stream().map(List::of).toList());
    }
}
