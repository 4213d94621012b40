package macaw.trainer.learning;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Which sequences of a batch share a row of the model. */
final class Packing {
    private Packing() {}

    /**
     * Rows of at most {@code capacity} tokens, the longest first and each where it still fits (first-fit decreasing, Johnson 1973); what is longer has a
     * row of its own, and at 0 everything has. A function of the lengths alone.
     *
     * @return the numbers of the sequences in each row
     */
    static List<List<Integer>> rows(List<Integer> lengths, int capacity) {
        if (capacity == 0) {
            return IntStream.range(0, lengths.size()).mapToObj(List::of).toList();
        }
        List<Integer> longestFirst = IntStream.range(0, lengths.size())
                .boxed()
                .sorted(Comparator.comparing(lengths::get).reversed()) // stable
                .toList();
        List<List<Integer>> rows = new ArrayList<>();
        List<Integer> used = new ArrayList<>();
        for (int sequence : longestFirst) {
            int length = lengths.get(sequence);
            int row = 0;
            while (row < rows.size() && used.get(row) + length > capacity) {
                row++;
            }
            if (row == rows.size()) {
                rows.add(new ArrayList<>());
                used.add(0);
            }
            rows.get(row).add(sequence);
            used.set(row, used.get(row) + length);
        }
        return rows;
    }
}
