package macaw.labeling.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import macaw.labeling.outputs.Output;
import org.junit.jupiter.api.Test;

class ShownOrderTest {
    private static final List<Output> OUTPUTS = IntStream.range(0, 4)
            .mapToObj(i -> new Output(new UUID(7, i), "text " + i, List.of(), "test"))
            .toList();

    @Test
    void aLabelerSeesTheSameOrderAgainAndEveryOutputOnce() {
        List<Output> shown = ShownOrder.of(new UUID(1, 1), new UUID(2, 1), OUTPUTS);
        assertThat(ShownOrder.of(new UUID(1, 1), new UUID(2, 1), OUTPUTS.reversed()))
                .isEqualTo(shown);
        assertThat(shown).containsExactlyInAnyOrderElementsOf(OUTPUTS);
    }

    @Test
    void labelersSeeDifferentOrdersAndEachOutputComesFirstAboutEquallyOften() {
        Set<List<Output>> orders = new HashSet<>();
        int[] first = new int[4];
        for (int labeler = 0; labeler < 4_000; labeler++) {
            List<Output> shown = ShownOrder.of(new UUID(1, 1), new UUID(2, labeler), OUTPUTS);
            orders.add(shown);
            first[OUTPUTS.indexOf(shown.getFirst())]++;
        }
        assertThat(orders).hasSize(24);
        for (int count : first) {
            // 1,000 expected, standard deviation 27
            assertThat(count).isBetween(860, 1_140);
        }
    }
}
