package macaw.labeling.quality;

/**
 * A 95 % confidence interval; see {@link Resampling}.
 *
 * @param low its lower end
 * @param high its upper end
 */
public record Interval(double low, double high) {}
