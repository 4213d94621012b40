package macaw.labeling.quality;

import static macaw.labeling.quality.Judging.judgement;
import static macaw.labeling.quality.Judging.output;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.apache.commons.math3.stat.correlation.KendallsCorrelation;
import org.junit.jupiter.api.Test;

class LabelerPairTest {
    @Test
    void tiesOfBothAgreeTiesOfOneDoNot() {
        // ab tied by both; ac: strictly, the same; bc: the same; ad: tied by the second; bd: tied by the second; cd:
        // the other way
        LabelerPair pair = pair(new int[] {0, 0, 1, 2}, new int[] {0, 0, 2, 0});
        assertThat(pair.order()).isEqualTo(new LabelerPair.Order(3, 6, 2, 3));
    }

    /**
     * a b c d ranked 0 0 1 2 and 0 1 1 2. Pairs: ab tied by the first, bc by the second; ac, ad, bd, cd concordant: 4 / sqrt(5 * 5).
     */
    @Test
    void tauBIsTheOneComputedByHand() {
        assertThat(pair(new int[] {0, 0, 1, 2}, new int[] {0, 1, 1, 2}).tauB().getAsDouble())
                .isCloseTo(0.8, within(1e-15));
        assertThat(pair(new int[] {0, 1, 2}, new int[] {2, 1, 0}).tauB()).hasValue(-1);
    }

    @Test
    void tauBIsCommonsMaths() {
        var random = new Random(11);
        for (int i = 0; i < 200; i++) {
            int outputs = 2 + random.nextInt(8);
            int[] first = random.ints(outputs, 0, outputs).toArray();
            int[] second = random.ints(outputs, 0, outputs).toArray();
            double expected = new KendallsCorrelation()
                    .correlation(
                            Arrays.stream(first).asDoubleStream().toArray(),
                            Arrays.stream(second).asDoubleStream().toArray());
            var tau = pair(first, second).tauB();
            if (Double.isNaN(expected)) {
                assertThat(tau).isEmpty();
            } else {
                assertThat(tau).hasValue(expected);
            }
        }
    }

    @Test
    void whereOneTiesEverythingThereIsNoTau() {
        assertThat(pair(new int[] {0, 0, 0}, new int[] {0, 1, 2}).tauB()).isEmpty();
        assertThat(pair(new int[] {0, 0, 0}, new int[] {0, 0, 0}).tauB()).isEmpty();
    }

    @Test
    void aPlaceIsTheShareOfTheOthersThatAnOutputBeats() {
        assertThat(places(0, 1, 2)).containsExactly(1680, 840, 0);
        assertThat(places(0, 1, 1)).containsExactly(1680, 420, 420);
        assertThat(places(0, 0)).containsExactly(840, 840);
        assertThat(places(3, 3, 3, 0, 1, 2, 4, 5, 6)).containsExactly(840, 840, 840, 1680, 1470, 1260, 420, 210, 0);
    }

    private static int[] places(int... ranks) {
        return RankPlace.of(pair(ranks, ranks).first().outputs());
    }

    private static LabelerPair pair(int[] first, int[] second) {
        return new LabelerPair(judged("anna", first), judged("ben", second));
    }

    private static Judgement judged(String labeler, int[] ranks) {
        return judgement(
                1,
                labeler,
                Arrays.stream(ranks).mapToObj(rank -> output(rank, 4)).toArray(Judging.Output[]::new));
    }
}
