package macaw.cli.bench.figures;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Minimum, median and maximum of repeated measurements. */
public record Spread(double min, double median, double max) {
    /** Of one or more measurements. */
    public static Spread of(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(sorted[0], median, sorted[sorted.length - 1]);
    }

    /** Of ratios of measurements that were taken side by side. */
    public static Spread ofRatios(List<Double> numerators, List<Double> denominators) {
        double[] ratios = new double[numerators.size()];
        Arrays.setAll(ratios, i -> numerators.get(i) / denominators.get(i));
        return of(Arrays.stream(ratios).boxed().toList());
    }

    /** {@code min / median / max} with that many decimals. */
    String text(int decimals) {
        String number = "%." + decimals + "f";
        return String.format(Locale.ROOT, number + " / " + number + " / " + number, min, median, max);
    }
}
