package macaw.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RowSplitTest {
    private static final int ROWS = 32;

    private long now;
    private final RowSplit split = new RowSplit(2, () -> now);

    @Test
    void fewRowsAreNeverSplit() {
        for (int step = 0; step < 20; step++) {
            assertThat(split.begin(7)).isEqualTo(1);
            split.end(7, 1);
        }
    }

    @Test
    void whatIsFasterIsUsedAndTheOtherTriedAgain() {
        assertThat(splitSteps(400, 10, 6)).isGreaterThan(360);
    }

    @Test
    void whenTheOtherBecomesFasterItIsUsed() {
        splitSteps(100, 10, 6);
        assertThat(splitSteps(400, 10, 30)).isLessThan(40);
        splitSteps(600, 10, 6);
        assertThat(splitSteps(400, 10, 6)).isGreaterThan(360);
    }

    @Test
    void otherNumbersOfRowsAreAnotherMatter() {
        splitSteps(100, 10, 6);
        split.begin(8);
        now += 10;
        split.end(8, 1);
        assertThat(split.begin(8)).isEqualTo(2);
        now += 30;
        split.end(8, 2);
        assertThat(split.begin(8)).isEqualTo(1);
        assertThat(split.begin(ROWS)).isEqualTo(2);
    }

    /** Takes steps of which each lasts so long, and says how many were split. */
    private int splitSteps(int steps, int together, int apart) {
        int count = 0;
        for (int step = 0; step < steps; step++) {
            int groups = split.begin(ROWS);
            now += groups > 1 ? apart : together;
            split.end(ROWS, groups);
            count += groups > 1 ? 1 : 0;
        }
        return count;
    }
}
