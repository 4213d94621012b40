package macaw.trainer.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalLong;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.trainer.memory.MemoryEstimate.Term;
import org.junit.jupiter.api.Test;

class MemoryGuardTest {
    private static final MemoryEstimate ESTIMATE =
            new MemoryEstimate(List.of(new Term("weights", 1_200_000_000), new Term("gradients", 600_000_000)));

    @Test
    void aRunThatDoesNotFitIsRefusedWithTheSum() {
        assertThatThrownBy(() -> guard(MemoryCheck.REFUSE, 1_799_999_999).require(() -> ESTIMATE))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RUN_TOO_LARGE))
                .hasMessageStartingWith(
                        "the run needs about 1,800 MB = weights 1,200 + gradients 600; there are 1,800 MB");
        assertThatCode(() -> guard(MemoryCheck.REFUSE, 1_800_000_000).require(() -> ESTIMATE))
                .doesNotThrowAnyException();
    }

    @Test
    void aWarningLetsItStartAndOffDoesNotLook() {
        assertThatCode(() -> guard(MemoryCheck.WARN, 1).require(() -> ESTIMATE)).doesNotThrowAnyException();
        assertThatCode(() -> guard(MemoryCheck.OFF, 1).require(() -> {
                    throw new AssertionError("estimated");
                }))
                .doesNotThrowAnyException();
    }

    @Test
    void halfOfWhatARunLeavesIsSpare() {
        assertThat(guard(MemoryCheck.REFUSE, 1_800_000_600).spare(500, () -> ESTIMATE))
                .isEqualTo(300);
        assertThat(guard(MemoryCheck.WARN, 1_800_001_200).spare(500, () -> ESTIMATE))
                .isEqualTo(500);
        assertThat(guard(MemoryCheck.WARN, 1).spare(500, () -> ESTIMATE)).isZero();
        assertThat(guard(MemoryCheck.OFF, 1).spare(500, () -> ESTIMATE)).isEqualTo(500);
        assertThat(new MemoryGuard(MemoryCheck.REFUSE, OptionalLong::empty).spare(500, () -> ESTIMATE))
                .as("a GPU without a limit")
                .isZero();
    }

    @Test
    void onAGpuOnlyALimitSaysHowMuchThereIs() {
        assertThat(MemoryGuard.of(MemoryCheck.REFUSE, "cuda:0", OptionalLong.empty())
                        .available()
                        .get())
                .isEmpty();
        assertThat(MemoryGuard.of(MemoryCheck.REFUSE, "cuda:0", OptionalLong.of(5))
                        .available()
                        .get())
                .hasValue(5);
    }

    @Test
    void whatTheProcessHoldsAlreadyCountsAsAvailable() {
        // 3 of 10 free; 4 resident, 1 of it Java's
        assertThat(AvailableMemory.of(3, 10, 4, 1)).isEqualTo(6);
        // a container of 5 on a machine that has more
        assertThat(AvailableMemory.of(100, 5, 4, 1)).isEqualTo(4);
        assertThat(AvailableMemory.of(3, 10, 1, 2)).isEqualTo(3);
        assertThat(AvailableMemory.bytes("MemFree:  12 kB\nMemAvailable:   34 kB\n", "MemAvailable"))
                .hasValue(34 * 1024);
    }

    private static MemoryGuard guard(MemoryCheck check, long available) {
        return new MemoryGuard(check, () -> OptionalLong.of(available));
    }
}
