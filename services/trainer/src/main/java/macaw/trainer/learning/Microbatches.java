package macaw.trainer.learning;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;

/** Cuts a batch into parts that go through the model one after another; neighbours in length together, so that little is filled up. */
public final class Microbatches {
    private Microbatches() {}

    /** Parts of at most {@code size}; a function of the batch's order alone. */
    public static <T> List<List<T>> of(List<T> batch, ToIntFunction<T> length, int size) {
        List<T> sorted = new ArrayList<>(batch);
        sorted.sort(Comparator.comparingInt(length)); // stable
        List<List<T>> parts = new ArrayList<>();
        for (int from = 0; from < sorted.size(); from += size) {
            parts.add(List.copyOf(sorted.subList(from, Math.min(sorted.size(), from + size))));
        }
        return parts;
    }
}
