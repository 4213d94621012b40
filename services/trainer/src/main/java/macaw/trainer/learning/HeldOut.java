package macaw.trainer.learning;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import macaw.records.DeterministicRandom;
import macaw.trainer.datasets.Split;

/**
 * Rows to learn from and rows that are only measured. A prompt is on one side with all its rows. Where the rows name a validation split, that is the
 * held-out side; otherwise a share of the prompts is drawn. Test rows are never touched.
 */
public record HeldOut<T>(List<T> train, List<T> heldOut) {
    private static final String PURPOSE = "held-out prompts";

    public static <T> HeldOut<T> of(
            List<T> rows, Function<T, Split> split, Function<T, ?> prompt, double fraction, long seed) {
        boolean named = rows.stream().anyMatch(row -> split.apply(row) == Split.VALIDATION);
        Set<Object> drawn = named ? Set.of() : draw(rows, split, prompt, fraction, seed);
        List<T> train = new ArrayList<>();
        List<T> heldOut = new ArrayList<>();
        for (T row : rows) {
            switch (split.apply(row)) {
                case TRAIN -> (drawn.contains(prompt.apply(row)) ? heldOut : train).add(row);
                case VALIDATION -> heldOut.add(row);
                case TEST -> {}
            }
        }
        return new HeldOut<>(List.copyOf(train), List.copyOf(heldOut));
    }

    private static <T> Set<Object> draw(
            List<T> rows, Function<T, Split> split, Function<T, ?> prompt, double fraction, long seed) {
        Set<Object> prompts = new LinkedHashSet<>();
        rows.stream().filter(row -> split.apply(row) == Split.TRAIN).map(prompt).forEach(prompts::add);
        List<Object> order = List.copyOf(prompts);
        int[] permutation = DeterministicRandom.of(seed, PURPOSE, 0, 0).permutation(order.size());
        Set<Object> drawn = new LinkedHashSet<>();
        int count = (int) Math.round(fraction * order.size());
        for (int i = 0; i < Math.min(count, order.size() - 1); i++) {
            drawn.add(order.get(permutation[i]));
        }
        return drawn;
    }
}
