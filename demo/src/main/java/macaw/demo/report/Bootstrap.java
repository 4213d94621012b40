package macaw.demo.report;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import macaw.records.DeterministicRandom;

/**
 * Percentile bootstrap of a mean (Efron 1979): units are drawn with replacement, {@value #RESAMPLES} times. The unit is a
 * prompt, so samples of one prompt are averaged before.
 */
public final class Bootstrap {
    private static final int RESAMPLES = 4_000;
    private static final double TAIL = 0.025;

    private final long seed;

    public Bootstrap(long seed) {
        this.seed = seed;
    }

    /** A mean with its 95 % interval. */
    public record Estimate(double mean, double low, double high) {
        /** Whether the interval lies above 0. */
        public boolean isAboveZero() {
            return low > 0;
        }
    }

    /** Mean of {@code values} and its 95 % interval. */
    public Estimate mean(double[] values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("a mean of no values");
        }
        var random = DeterministicRandom.of(seed, "bootstrap", 0, values.length);
        double[] means = new double[RESAMPLES];
        for (int resample = 0; resample < RESAMPLES; resample++) {
            double sum = 0;
            for (int i = 0; i < values.length; i++) {
                sum += values[random.nextInt(values.length)];
            }
            means[resample] = sum / values.length;
        }
        Arrays.sort(means);
        return new Estimate(
                Arrays.stream(values).average().orElseThrow(),
                means[(int) (TAIL * RESAMPLES)],
                means[(int) ((1 - TAIL) * RESAMPLES) - 1]);
    }

    /** Mean of {@code after − before}, unit by unit. */
    public Estimate pairedDifference(double[] after, double[] before) {
        if (after.length != before.length) {
            throw new IllegalArgumentException(
                    "pairs need equal numbers, were " + after.length + " and " + before.length);
        }
        Objects.checkIndex(0, after.length);
        return mean(IntStream.range(0, after.length)
                .mapToDouble(i -> after[i] - before[i])
                .toArray());
    }
}
