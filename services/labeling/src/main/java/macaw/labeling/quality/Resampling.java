package macaw.labeling.quality;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/**
 * The percentile bootstrap (Efron and Tibshirani 1993, "An Introduction to the Bootstrap", chapter 13) over tasks: what is judged together
 * stays together. A thousand times as many tasks as there are get drawn with replacement; the interval lies between the 2.5th and 97.5th
 * percentile of their figures. Draws depend on the index of the resample alone, so the same judgements give the same interval.
 */
final class Resampling {
    /** How often. */
    static final int RESAMPLES = 1000;
    /** Fewer tasks than these say too little of the spread between tasks. */
    static final int LEAST_TASKS = 10;

    private static final int LEAST_DEFINED = RESAMPLES * 95 / 100;
    private static final double LOW = 2.5;
    private static final double HIGH = 97.5;

    private Resampling() {}

    /**
     * What one task adds to the sums that a figure is made of.
     *
     * @param cells which sums, no cell twice
     * @param amounts how much to each
     */
    record Part(int[] cells, double[] amounts) {
        /** The cells that are not zero. */
        static Part of(double[] sums) {
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

        private void addTo(double[] sums) {
            for (int i = 0; i < cells.length; i++) {
                sums[cells[i]] += amounts[i];
            }
        }
    }

    /**
     * The interval of a figure of sums; none from fewer than ten tasks, or where more than a twentieth of the resamples have no figure.
     *
     * @param tasks in an order that does not depend on who judged them
     * @param cells how many sums there are
     * @param figure of the sums; not a number where there is none
     */
    static Optional<Interval> interval(List<Part> tasks, int cells, ToDoubleFunction<double[]> figure) {
        if (tasks.size() < LEAST_TASKS) {
            return Optional.empty();
        }
        double[] figures = new double[RESAMPLES];
        int defined = 0;
        for (int resample = 0; resample < RESAMPLES; resample++) {
            var random = new SplittableRandom(resample);
            double[] sums = new double[cells];
            for (int draw = 0; draw < tasks.size(); draw++) {
                tasks.get(random.nextInt(tasks.size())).addTo(sums);
            }
            double value = figure.applyAsDouble(sums);
            if (!Double.isNaN(value)) {
                figures[defined++] = value;
            }
        }
        if (defined < LEAST_DEFINED) {
            return Optional.empty();
        }
        var percentile = new Percentile();
        percentile.setData(figures, 0, defined);
        return Optional.of(new Interval(percentile.evaluate(LOW), percentile.evaluate(HIGH)));
    }
}
