package macaw.cli.bench.figures;

import java.util.List;
import java.util.Locale;

/**
 * How long a request took, over some seconds.
 *
 * @param perSecond requests a second
 * @param p50 half of them were answered within, milliseconds
 * @param p99 99 of 100 were answered within, milliseconds
 * @param max the slowest, milliseconds
 */
public record Latency(double perSecond, double p50, double p99, double max) {
    /** Of one or more requests, by nearest rank. */
    public static Latency of(List<Double> millis, double seconds) {
        double[] sorted = sorted(millis);
        return new Latency(sorted.length / seconds, rank(sorted, 50), rank(sorted, 99), sorted[sorted.length - 1]);
    }

    /** One or more, the shortest first. */
    static double[] sorted(List<Double> millis) {
        if (millis.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        return millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }

    /** The smallest value that at least that many of 100 do not exceed. */
    static double rank(double[] sorted, int percent) {
        return sorted[Math.ceilDiv(sorted.length * percent, 100) - 1];
    }

    /**
     * In words.
     *
     * @param what was asked for, in the plural
     */
    String text(String what) {
        return String.format(
                Locale.ROOT, "p50 %6.1f ms  p99 %7.1f ms  max %7.1f ms  %6.1f %s/s", p50, p99, max, perSecond, what);
    }
}
