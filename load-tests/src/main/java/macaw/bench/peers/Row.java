package macaw.bench.peers;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What one piece of work came to.
 *
 * @param work which, and on which model
 * @param unit of every figure
 * @param measured what took turns, the product first; figure i of one and figure i of another were measured one after the other
 * @param goals what is wanted of it
 */
record Row(String work, String unit, List<Measured> measured, List<Goal> goals) {
    /** One contender's figures, in the order in which they were measured. */
    record Measured(String name, List<Double> figures) {
        Measured {
            figures = List.copyOf(figures);
        }

        private String words() {
            return figures.stream()
                    .map(figure -> String.format(Locale.ROOT, "%.2f", figure))
                    .collect(Collectors.joining(" ", name + " ", ""));
        }

        double median() {
            double[] sorted =
                    figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            int middle = sorted.length / 2;
            return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        }
    }

    /**
     * A bound, and what it is a bound of.
     *
     * @param figures ratios, or the product's own figures
     * @param must what has to be reached
     * @param aim what is aimed at
     * @param atLeast whether the bounds are floors; else the figures are to stay at or below them
     */
    record Goal(String name, List<Double> figures, double must, double aim, boolean atLeast) {
        Goal {
            figures = List.copyOf(figures);
        }
    }

    Row {
        measured = List.copyOf(measured);
        goals = List.copyOf(goals);
    }

    /** Everyone's figures, for whoever waits for the other rows. */
    String line() {
        return measured.stream().map(Measured::words).collect(Collectors.joining("; ", work + ", " + unit + ": ", ""));
    }

    static Row of(String work, String unit, List<Measured> measured, List<Wanted> wanted) {
        List<Goal> goals = wanted.stream()
                .flatMap(bound -> bound.goal(work, measured).stream())
                .toList();
        return new Row(work, unit, measured, goals);
    }
}
