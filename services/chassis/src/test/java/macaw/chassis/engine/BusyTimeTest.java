package macaw.chassis.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BusyTimeTest {
    private final BusyTime busy = new BusyTime();

    @Test
    void whatIsNotDoneYetCounts() {
        assertThat(busy.spent()).isZero();
        busy.begin();
        Duration first = spentMoreThan(Duration.ZERO);
        spentMoreThan(first);
    }

    @Test
    void restDoesNotCount() {
        busy.begin();
        spentMoreThan(Duration.ZERO);
        busy.end();
        Duration worked = busy.spent();
        assertThat(worked).isPositive();
        assertThat(busy.spent()).isEqualTo(worked);
        busy.begin();
        spentMoreThan(worked);
    }

    private Duration spentMoreThan(Duration before) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        Duration now = busy.spent();
        while (now.compareTo(before) <= 0 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
            now = busy.spent();
        }
        assertThat(now).isGreaterThan(before);
        return now;
    }
}
