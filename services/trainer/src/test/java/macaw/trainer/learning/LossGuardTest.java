package macaw.trainer.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.junit.jupiter.api.Test;

class LossGuardTest {
    @Test
    void aLossMayBeSoManyTimesTheWorstOfASoundModel() {
        var guard = new LossGuard(10);
        assertThat(guard.checked("it", 30, 3)).isEqualTo(30);
        refused(ErrorCode.LOSS_EXPLODED, guard, 30.1, 3);
        assertThat(guard.checked("it", -1e9, 3))
                .as("a surrogate far below 0 is a gain")
                .isEqualTo(-1e9);
    }

    @Test
    void whereTheWorstIsNextToNothingTheLimitItselfHolds() {
        assertThat(new LossGuard(10).checked("it", 9, 1e-9)).isEqualTo(9);
        refused(ErrorCode.LOSS_EXPLODED, new LossGuard(10), 10.5, 1e-9);
    }

    @Test
    void aLossThatIsNoNumberIsRefusedWhateverTheLimit() {
        for (double loss : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            refused(ErrorCode.LOSS_NOT_FINITE, new LossGuard(0), loss, 1);
        }
        assertThat(new LossGuard(0).checked("it", 1e30, 1)).isEqualTo(1e30);
    }

    private static void refused(ErrorCode code, LossGuard guard, double loss, double worst) {
        assertThatThrownBy(() -> guard.checked("it", loss, worst))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageStartingWith("it is " + loss);
    }
}
