package macaw.labeling.quality;

import java.util.Arrays;
import java.util.OptionalDouble;
import org.apache.commons.math3.stat.descriptive.rank.Median;

/**
 * How far a value is from what is usual: 0.6745 (x - median) / MAD, where MAD is the median distance from the median (Iglewicz and Hoaglin
 * 1993, "How to Detect and Handle Outliers"); beyond 3.5 either way it is an outlier. Neither centre nor spread moves with the outliers.
 */
final class RobustScore {
    /** Where an outlier begins. */
    static final double LIMIT = 3.5;
    /** Fewer values than these have nothing usual. */
    static final int LEAST_VALUES = 5;

    private static final double NORMAL = 0.6745;

    private final int count;
    private final double median;
    private final double spread;

    private RobustScore(int count, double median, double spread) {
        this.count = count;
        this.median = median;
        this.spread = spread;
    }

    static RobustScore among(double[] values) {
        double median = new Median().evaluate(values);
        double spread = new Median()
                .evaluate(Arrays.stream(values)
                        .map(value -> Math.abs(value - median))
                        .toArray());
        return new RobustScore(values.length, median, spread);
    }

    /** None among fewer than five values, or where more than half of them are equal. */
    OptionalDouble of(double value) {
        return count < LEAST_VALUES || spread == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(NORMAL * (value - median) / spread);
    }
}
