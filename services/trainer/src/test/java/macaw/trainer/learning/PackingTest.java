package macaw.trainer.learning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PackingTest {
    @Test
    void eachSequenceGoesIntoTheFirstRowInWhichItFitsTheLongestFirst() {
        assertThat(Packing.rows(List.of(4, 8, 1, 4, 2, 1), 10)).containsExactly(List.of(1, 4), List.of(0, 3, 2, 5));
    }

    @Test
    void whatIsLongerThanARowHasOneOfItsOwnAndWithoutPackingAllHave() {
        assertThat(Packing.rows(List.of(3, 12, 3), 10)).containsExactly(List.of(1), List.of(0, 2));
        assertThat(Packing.rows(List.of(3, 12, 3), 0)).containsExactly(List.of(0), List.of(1), List.of(2));
    }
}
