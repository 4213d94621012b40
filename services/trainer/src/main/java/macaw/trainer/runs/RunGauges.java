package macaw.trainer.runs;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import macaw.chassis.metrics.Metric;
import macaw.records.RunKind;
import macaw.trainer.learning.PpoFigure;

/** The newest figures of the run that is carried out, as gauges. Seconds of stages have a timer of their own. */
final class RunGauges {
    private static final Map<String, Metric> PPO =
            Arrays.stream(PpoFigure.values()).collect(Collectors.toMap(PpoFigure::figure, PpoFigure::metric));

    private final MeterRegistry meters;
    private final Map<String, Double> latest = new ConcurrentHashMap<>();

    RunGauges(MeterRegistry meters) {
        this.meters = meters;
        for (Metric metric : PPO.values()) {
            latest.put(metric.meter(), Double.NaN);
            metric.gauge(meters, latest, figures -> valueOf(figures, metric.meter()));
        }
    }

    /** A run begins to be carried out: what a PPO run has left, which alerts look at, would be taken for its figures. */
    void begin() {
        latest.replaceAll((meter, figure) -> meter.startsWith("macaw.ppo.") ? Double.NaN : figure);
    }

    void show(RunKind kind, Map<String, Double> figures) {
        figures.forEach((figure, value) -> {
            if (!figure.startsWith("seconds_")) {
                show(meter(kind, figure), value);
            }
        });
    }

    private void show(String meter, double value) {
        if (latest.put(meter, value) == null) {
            Gauge.builder(meter, latest, figures -> valueOf(figures, meter))
                    .strongReference(true)
                    .register(meters);
        }
    }

    private static double valueOf(Map<String, Double> figures, String meter) {
        return figures.getOrDefault(meter, Double.NaN);
    }

    private static String meter(RunKind kind, String figure) {
        Metric own = kind == RunKind.PPO ? PPO.get(figure) : null;
        return own != null
                ? own.meter()
                : "macaw." + kind.name().toLowerCase(Locale.ROOT) + "." + figure.replace('_', '.');
    }
}
