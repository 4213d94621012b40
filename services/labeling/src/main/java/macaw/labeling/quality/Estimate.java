package macaw.labeling.quality;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * A figure before its interval is known: its value, and the sums over tasks that it is a function of.
 *
 * @param value as {@link Figure#value}
 * @param units as {@link Figure#units}
 * @param parts what each task adds to the sums, in an order of the tasks that does not depend on who judged them
 * @param cells how many sums there are
 * @param figure of the sums; not a number where there is none
 */
record Estimate(OptionalDouble value, long units, List<Part> parts, int cells, ToDoubleFunction<double[]> figure) {
    /**
     * What one task adds to the sums.
     *
     * @param cells which sums, no cell twice; empty where the task says nothing
     * @param amounts how much to each
     */
    record Part(int[] cells, double[] amounts) {
        /** The sums that are not zero. */
        static Part of(double... sums) {
            int[] cells = new int[sums.length];
            int count = 0;
            for (int cell = 0; cell < sums.length; cell++) {
                if (sums[cell] != 0) {
                    cells[count++] = cell;
                }
            }
            int[] used = Arrays.copyOf(cells, count);
            return new Part(
                    used, Arrays.stream(used).mapToDouble(cell -> sums[cell]).toArray());
        }
    }

    /** Tasks that say something. */
    int tasks() {
        return Math.toIntExact(
                parts.stream().filter(part -> part.cells.length > 0).count());
    }
}
