package macaw.labeling.gold;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import macaw.labeling.projects.Staffing;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private static final UUID ANNA = new UUID(1, 1);
    private static final UUID BEN = new UUID(2, 2);

    private static Staffing share(double share) {
        return new Staffing(true, Collections.emptySortedSet(), share, 0, 0.75);
    }

    /** Numbers of the first so many tasks that are gold. */
    private static List<Integer> gold(double share, UUID labeler, int tasks) {
        return IntStream.range(0, tasks)
                .filter(done ->
                        Turns.next(share(share), new Turns.Position("default/p", labeler, done, true)) == Turn.GOLD)
                .boxed()
                .toList();
    }

    @Test
    void oneTaskOfEachStretchIsGold() {
        // a share of 1/4: stretches of four, 0 to 3, 4 to 7, …
        List<Integer> gold = gold(0.25, ANNA, 400);
        assertThat(gold).hasSize(100);
        for (int stretch = 0; stretch < 100; stretch++) {
            assertThat(gold.get(stretch)).isBetween(4 * stretch, 4 * stretch + 3);
        }
    }

    @Test
    void theShareIsKeptWhereItIsNoFractionOfOne() {
        // a share of 0.3: stretches begin at 0, 4, 7, 10, 14, 17, 20, so that ten tasks have three
        List<Integer> gold = gold(0.3, ANNA, 1_000);
        assertThat(gold).hasSize(300);
        assertThat(gold.get(0)).isBetween(0, 3);
        assertThat(gold.get(1)).isBetween(4, 6);
        assertThat(gold.get(2)).isBetween(7, 9);
        assertThat(gold.get(3)).isBetween(10, 13);
        assertThat(gold(0.9, ANNA, 1_000)).hasSize(900);
    }

    @Test
    void neitherThePlaceNorTheDistanceIsFixed() {
        List<Integer> annas = gold(0.1, ANNA, 1_000);
        assertThat(annas).isNotEqualTo(gold(0.1, BEN, 1_000));
        assertThat(IntStream.range(1, annas.size())
                        .map(i -> annas.get(i) - annas.get(i - 1))
                        .distinct()
                        .count())
                .isGreaterThan(10);
        assertThat(annas.stream().map(number -> number % 10).distinct().count()).isEqualTo(10);
    }

    @Test
    void whoIsNotThroughGetsGoldAndWithoutAShareNobodyElseDoes() {
        assertThat(Turns.next(share(0), new Turns.Position("default/p", ANNA, 7, false)))
                .isEqualTo(Turn.GOLD);
        assertThat(gold(0, ANNA, 100)).isEmpty();
    }
}
