package macaw.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PackedBatchTest {
    private static final int LANES = 6;
    private static final PackedBatch.Shape SHAPE = PackedBatch.Shape.of(LANES, 1_000, 128);

    @Test
    void tokensThatSequencesBeginWithAreOneRowEach() {
        PackedBatch batch = PackedBatch.of(List.of(new int[] {7, 8, 1}, new int[] {7, 8, 2, 3}), SHAPE);
        assertThat(batch.ids()).containsExactly(7, 8, 1, 2, 3);
        assertThat(batch.positions()).containsExactly(0, 1, 2, 2, 3);
        assertThat(batch.lastRows()).containsExactly(2, 4);
        // the first sequence, the second's own rows behind those they share, and four lanes that nobody needs
        assertThat(batch.segments().rows()).containsExactly(0, 1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0);
        assertThat(batch.segments().rowCounts()).containsExactly(3, 2, 2, 2, 2, 2);
        assertThat(batch.segments().past()).containsExactly(0, 1);
        assertThat(batch.segments().pastCounts()).containsExactly(0, 2, 0, 0, 0, 0);
        assertThat(batch.segments().lastPositions()).containsExactly(2, 3, 1, 1, 1, 1);
        assertThat(batch.segments().places()).containsExactly(0, 1, 2, 3, 4);
        assertThat(batch.ends().rows()).startsWith(1, 2, 3, 4);
        assertThat(batch.ends().past()).containsExactly(0, 0, 1);
        assertThat(batch.ends().places()).containsExactly(1, 3);
    }

    @Test
    void aRowNeverComesAlone() {
        PackedBatch batch = PackedBatch.of(List.of(new int[] {5}, new int[] {5, 6}, new int[] {5, 6, 7}), SHAPE);
        assertThat(batch.ids()).containsExactly(5, 6, 7);
        assertThat(batch.segments().rows()).startsWith(0, 0, 0, 1, 1, 2);
        assertThat(batch.segments().pastCounts()).startsWith(0, 0, 1);
        assertThat(batch.segments().places()).containsExactly(0, 3, 5);
        assertThat(batch.ends().rows()).startsWith(0, 0, 0, 1, 1, 2);
        assertThat(batch.ends().places()).containsExactly(0, 3, 5);
    }

    @Test
    void longSequencesAreCutAndNoPieceHasOneRow() {
        assertThat(PackedBatch.of(List.of(new int[257]), SHAPE).segments().rowCounts())
                .containsExactly(128, 129, 2, 2, 2, 2);
        assertThat(PackedBatch.of(List.of(new int[1000]), SHAPE).segments().rowCounts())
                .as("more pieces than lanes, so the pieces are longer")
                .containsExactly(256, 256, 256, 232, 2, 2);
    }

    @Test
    void callsKeepWithinLanesAndRowsAndPutWhatBeginsAlikeTogether() {
        List<int[]> sequences = List.of(
                new int[] {1, 1, 1, 4},
                new int[] {2, 2},
                new int[] {1, 1, 1, 3},
                new int[] {9, 9, 9, 9, 9, 9, 9, 9},
                new int[] {2, 2},
                new int[] {1, 1, 1, 5});
        assertThat(PackedBatch.calls(sequences, PackedBatch.Shape.of(LANES, 6, 64)))
                .containsExactly(new int[] {2, 0, 5}, new int[] {1, 4}, new int[] {3});
        assertThat(PackedBatch.calls(sequences, PackedBatch.Shape.of(2, 100, 64)))
                .containsExactly(new int[] {2, 0}, new int[] {5, 1}, new int[] {4, 3});
        assertThat(PackedBatch.calls(List.of(), SHAPE)).isEmpty();
    }

    @Test
    void largeHeadsAreCutWhereTheSumsOfProductsChange() {
        assertThat(PackedBatch.Shape.of(LANES, 1_000, 128).cuts()).isEmpty();
        assertThat(PackedBatch.Shape.of(LANES, 1_000, 136).cuts()).containsExactly(64);
        assertThat(PackedBatch.Shape.of(LANES, 1_000, 512).cuts()).containsExactly(32, 64);
        PackedBatch.Shape gemma = PackedBatch.Shape.of(LANES, 1_000, 256);
        assertThat(PackedBatch.of(List.of(new int[150]), gemma).segments().rowCounts())
                .containsExactly(64, 86, 2, 2, 2, 2);
        assertThat(PackedBatch.of(List.of(new int[65]), gemma).segments().rowCounts())
                .as("the row behind the cut takes the one before it along")
                .containsExactly(64, 2, 2, 2, 2, 2);
        int[][] apart = IntStream.range(0, 4)
                .mapToObj(i -> IntStream.generate(() -> i).limit(70).toArray())
                .toArray(int[][]::new);
        assertThat(PackedBatch.calls(List.of(apart), gemma)).containsExactly(new int[] {0, 1, 2}, new int[] {3});
    }

    @Test
    void everyRowIsComputedOnceAndSeesExactlyItsSequence() {
        var random = new Random(4);
        for (int trial = 0; trial < 200; trial++) {
            int longest = trial < 100 ? 6 : 400;
            List<int[]> sequences = IntStream.range(0, 1 + random.nextInt(LANES))
                    .mapToObj(
                            i -> random.ints(1 + random.nextInt(longest), 0, 2).toArray())
                    .sorted(Arrays::compare)
                    .toList();
            PackedBatch batch = PackedBatch.of(sequences, SHAPE);
            List<List<Long>> seen = new ArrayList<>();
            for (int lane = 0, own = 0, past = 0; lane < LANES; lane++) {
                List<Long> before = new ArrayList<>();
                for (int i = 0; i < batch.segments().pastCounts()[lane]; i++) {
                    before.add(batch.segments().past()[past++]);
                }
                assertThat(batch.segments().rowCounts()[lane]).isGreaterThanOrEqualTo(2);
                for (int i = 0; i < batch.segments().rowCounts()[lane]; i++) {
                    before.add(batch.segments().rows()[own++]);
                    seen.add(List.copyOf(before));
                }
            }
            for (int row = 0; row < batch.ids().length; row++) {
                List<Long> context = seen.get((int) batch.segments().places()[row]);
                assertThat(context).hasSize((int) batch.positions()[row] + 1).endsWith((long) row);
                for (int i = 0; i < context.size(); i++) {
                    assertThat(batch.positions()[context.get(i).intValue()]).isEqualTo(i);
                }
            }
            for (int i = 0; i < sequences.size(); i++) {
                List<Long> context = seen.get((int) batch.segments().places()[(int) batch.lastRows()[i]]);
                assertThat(context.stream().mapToInt(row -> (int) batch.ids()[row.intValue()]))
                        .containsExactly(Arrays.stream(sequences.get(i)).boxed().toArray(Integer[]::new));
            }
        }
    }
}
