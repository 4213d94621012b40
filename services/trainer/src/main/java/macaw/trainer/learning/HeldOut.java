package macaw.trainer.learning;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import macaw.records.DeterministicRandom;
import macaw.trainer.datasets.Split;

/**
 * Rows to learn from and rows that are only measured. A prompt is on one side with all its rows. Where rows name a validation split, its prompts are the
 * held-out side, with their training rows if they have any; otherwise a share of the prompts is drawn. Test rows are never touched.
 */
public record HeldOut<T>(List<T> train, List<T> heldOut) {
    private static final String PURPOSE = "held-out prompts";

    public static <T> HeldOut<T> of(
            List<T> rows, Function<T, Split> split, Function<T, ?> prompt, double fraction, long seed) {
        Set<Object> named = prompts(rows, split, prompt, Split.VALIDATION);
        Set<Object> apart = named.isEmpty() ? draw(rows, split, prompt, fraction, seed) : named;
        List<T> train = new ArrayList<>();
        List<T> heldOut = new ArrayList<>();
        for (T row : rows) {
            switch (split.apply(row)) {
                case TRAIN -> (apart.contains(prompt.apply(row)) ? heldOut : train).add(row);
                case VALIDATION -> heldOut.add(row);
                case TEST -> {}
            }
        }
        return new HeldOut<>(List.copyOf(train), List.copyOf(heldOut));
    }

    /** Of that split, in the order of the rows. */
    private static <T> Set<Object> prompts(
            List<T> rows, Function<T, Split> split, Function<T, ?> prompt, Split wanted) {
        Set<Object> prompts = new LinkedHashSet<>();
        rows.stream().filter(row -> split.apply(row) == wanted).map(prompt).forEach(prompts::add);
        return prompts;
    }

    private static <T> Set<Object> draw(
            List<T> rows, Function<T, Split> split, Function<T, ?> prompt, double fraction, long seed) {
        List<Object> order = List.copyOf(prompts(rows, split, prompt, Split.TRAIN));
        int[] permutation = DeterministicRandom.of(seed, PURPOSE, 0, 0).permutation(order.size());
        Set<Object> drawn = new LinkedHashSet<>();
        int count = (int) Math.round(fraction * order.size());
        for (int i = 0; i < Math.min(count, order.size() - 1); i++) {
            drawn.add(order.get(permutation[i]));
        }
        return drawn;
    }
}
