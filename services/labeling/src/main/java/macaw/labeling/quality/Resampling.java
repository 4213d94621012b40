package macaw.labeling.quality;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/**
 * The percentile bootstrap (Efron and Tibshirani 1993, "An Introduction to the Bootstrap", chapter 13) over tasks: what is judged together
 * stays together. A thousand times, as many tasks as there are get drawn with replacement; the interval lies between the 2.5th and the 97.5th
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
     * The figures with their intervals; none for a figure without a value, from fewer than ten tasks that say something, or where more than
     * a twentieth of the resamples have no figure.
     *
     * @param estimates of the same tasks
     */
    static List<Figure> figures(List<Estimate> estimates) {
        List<Sums> wanted = new ArrayList<>();
        for (Estimate estimate : estimates) {
            if (estimate.value().isPresent() && estimate.tasks() >= LEAST_TASKS) {
                wanted.add(new Sums(estimate));
            }
        }
        if (!wanted.isEmpty()) {
            resample(estimates.getFirst().parts().size(), wanted);
        }
        List<Figure> figures = new ArrayList<>();
        for (Estimate estimate : estimates) {
            Optional<Interval> interval = wanted.stream()
                    .filter(sums -> sums.estimate == estimate)
                    .findFirst()
                    .flatMap(Sums::interval);
            figures.add(new Figure(estimate.value(), interval, estimate.tasks(), estimate.units()));
        }
        return figures;
    }

    private static void resample(int tasks, List<Sums> wanted) {
        for (int resample = 0; resample < RESAMPLES; resample++) {
            var random = new SplittableRandom(resample);
            int[] times = new int[tasks];
            for (int draw = 0; draw < tasks; draw++) {
                times[random.nextInt(tasks)]++;
            }
            wanted.forEach(sums -> sums.add(times));
        }
    }

    /** One estimate's resampled figures. Its parts lie in one array each, because they are gone through a thousand times. */
    private static final class Sums {
        final Estimate estimate;
        private final ToDoubleFunction<double[]> figure;
        private final int[] ends;
        private final int[] cells;
        private final double[] amounts;
        private final double[] figures = new double[RESAMPLES];
        private int defined;

        Sums(Estimate estimate) {
            this.estimate = estimate;
            figure = estimate.figure();
            ends = new int[estimate.parts().size()];
            int total = estimate.parts().stream()
                    .mapToInt(part -> part.cells().length)
                    .sum();
            cells = new int[total];
            amounts = new double[total];
            int end = 0;
            for (int task = 0; task < ends.length; task++) {
                Estimate.Part part = estimate.parts().get(task);
                System.arraycopy(part.cells(), 0, cells, end, part.cells().length);
                System.arraycopy(part.amounts(), 0, amounts, end, part.amounts().length);
                end += part.cells().length;
                ends[task] = end;
            }
        }

        void add(int[] times) {
            double[] sums = new double[estimate.cells()];
            int at = 0;
            for (int task = 0; task < times.length; task++) {
                int end = ends[task];
                if (times[task] > 0) {
                    for (int i = at; i < end; i++) {
                        sums[cells[i]] += times[task] * amounts[i];
                    }
                }
                at = end;
            }
            double value = figure.applyAsDouble(sums);
            if (!Double.isNaN(value)) {
                figures[defined++] = value;
            }
        }

        Optional<Interval> interval() {
            if (defined < LEAST_DEFINED) {
                return Optional.empty();
            }
            var percentile = new Percentile();
            percentile.setData(figures, 0, defined);
            return Optional.of(new Interval(percentile.evaluate(LOW), percentile.evaluate(HIGH)));
        }
    }
}
