package macaw.chassis.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ContiguousOffsetsTest {
    private final ContiguousOffsets offsets = new ContiguousOffsets();

    @Test
    void nothingIsCommittedPastTheFirstUnfinishedRecord() {
        start(5, 6, 7);
        offsets.finished(6);
        offsets.finished(7);
        assertThat(offsets.committable()).isEmpty();
        offsets.finished(5);
        assertThat(offsets.committable()).hasValue(8);
        assertThat(offsets.open()).isZero();
    }

    @Test
    void gapsInTheNumbersAreNoGapsInTheWork() {
        start(5, 9, 20);
        offsets.finished(5);
        assertThat(offsets.committable()).hasValue(6);
        offsets.finished(9);
        assertThat(offsets.committable()).hasValue(10);
    }

    @Test
    void aRecordFinishedTwiceOrNeverStartedIsRefused() {
        start(5);
        offsets.finished(5);
        assertThatThrownBy(() -> offsets.finished(5)).hasMessageContaining("5");
        assertThatThrownBy(() -> offsets.finished(77)).hasMessageContaining("77");
        start(6);
        assertThatThrownBy(() -> offsets.started(6)).hasMessageContaining("was 6");
    }

    @Test
    void inAnyOrderOfFinishingTheCommitIsThePrefix() {
        var order = new ArrayList<Long>();
        for (long offset = 0; offset < 200; offset++) {
            offsets.started(offset);
            order.add(offset);
        }
        Collections.shuffle(order, new Random(7));
        var finished = new boolean[201];
        for (long offset : order) {
            offsets.finished(offset);
            finished[(int) offset] = true;
            int prefix = 0;
            while (finished[prefix]) {
                prefix++;
            }
            assertThat(offsets.committable().orElse(0)).isEqualTo(prefix);
        }
    }

    private void start(long... numbers) {
        for (long number : numbers) {
            offsets.started(number);
        }
    }
}
