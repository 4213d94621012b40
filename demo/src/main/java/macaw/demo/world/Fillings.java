package macaw.demo.world;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What a placeholder of a template can be filled with. Every fourth is held out: instruction data never names it, although the
 * corpus does.
 *
 * @param all in the order of the file
 */
public record Fillings<T>(List<T> all) {
    private static final int HELD_OUT_EVERY = 4;

    public Fillings {
        all = List.copyOf(all);
    }

    static <T> Fillings<T> of(List<T> all) {
        return new Fillings<>(all);
    }

    /** Those that demonstrations, comparisons, PPO and tuning may use. */
    public List<T> known() {
        return part(false);
    }

    /** Those that only held-out prompts use. */
    public List<T> heldOut() {
        return part(true);
    }

    private List<T> part(boolean heldOut) {
        return IntStream.range(0, all.size())
                .filter(i -> (i % HELD_OUT_EVERY == HELD_OUT_EVERY - 1) == heldOut)
                .mapToObj(all::get)
                .toList();
    }
}
