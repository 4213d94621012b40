package macaw.cli.bench.figures;

import java.util.List;
import java.util.Locale;

/** How old something was: half, 95 and 99 of 100 were not older, and the oldest; milliseconds. */
public record Ages(double p50, double p95, double p99, double max) {
    /** Of one or more, by nearest rank. */
    static Ages of(List<Double> millis) {
        double[] sorted = Latency.sorted(millis);
        return new Ages(
                Latency.rank(sorted, 50),
                Latency.rank(sorted, 95),
                Latency.rank(sorted, 99),
                sorted[sorted.length - 1]);
    }

    String text() {
        return String.format(Locale.ROOT, "%7.0f %7.0f %7.0f %7.0f", p50, p95, p99, max);
    }
}
