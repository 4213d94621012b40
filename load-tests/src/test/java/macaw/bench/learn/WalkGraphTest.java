package macaw.bench.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class WalkGraphTest {
    /** 4 → 3 → 2 → 1 → 0, a way round from 4 to 1, and back from 2 to 3. */
    private static final WalkGraph GRAPH = WalkGraph.of(new int[][] {{}, {0}, {1, 3}, {2}, {3, 1}});

    @Test
    void aShortestPathIsWorthOneAndALongerOneWhatIsLeftOfTheTenNodes() {
        assertThat(GRAPH.optimality(new int[] {4, 1, 0})).isEqualTo(1);
        assertThat(GRAPH.optimality(new int[] {4, 3, 2, 1, 0})).isEqualTo(5.0 / 7);
        assertThat(GRAPH.optimality(new int[] {3, 2, 3, 2, 1, 0})).isEqualTo(4.0 / 6);
        assertThat(GRAPH.optimality(new int[] {1, 0})).isEqualTo(1);
    }

    @Test
    void aPathThatIsNoneOrDoesNotArriveIsWorthNothing() {
        assertThat(GRAPH.optimality(new int[] {4, 2, 1, 0})).as("no such edge").isZero();
        assertThat(GRAPH.optimality(new int[] {4, 3, 2})).as("not there yet").isZero();
        assertThat(GRAPH.optimality(new int[] {4, -1, 0})).as("no node").isZero();
        assertThat(GRAPH.optimality(new int[] {4, 3, 2, 3, 2, 3, 2, 3, 2, 1, 0}))
                .as("eleven nodes")
                .isZero();
    }

    @Test
    void whatStandsBehindTheGoalDoesNotCount() {
        assertThat(GRAPH.optimality(new int[] {4, 1, 0, 2, 2})).isEqualTo(1);
    }

    @Test
    void aGraphFromWhichTheGoalCannotBeReachedIsNone() {
        assertThatThrownBy(() -> WalkGraph.of(new int[][] {{}, {0}, {2}})).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRandomGraphIsAFunctionOfItsSeedAndItsWalksKeepToIt() {
        WalkGraph graph = WalkGraph.random(7);
        assertThat(WalkGraph.random(7).successors()).isDeepEqualTo(graph.successors());
        assertThat(WalkGraph.random(8).successors()).isNotEqualTo(graph.successors());
        for (int i = 0; i < 100; i++) {
            int[] walk = graph.walk(1, i);
            boolean arrived = walk[walk.length - 1] == WalkGraph.GOAL;
            assertThat(walk.length == WalkGraph.LONGEST || arrived).isTrue();
            // a node that no edge leads to would make it 0; one that arrives with the tenth is worth 0 as well
            assertThat(graph.optimality(walk) > 0).isEqualTo(arrived && walk.length < WalkGraph.LONGEST);
        }
        assertThat(Arrays.stream(graph.shortest()).max().orElseThrow()).isLessThan(WalkGraph.LONGEST);
    }
}
