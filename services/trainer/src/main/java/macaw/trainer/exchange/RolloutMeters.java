package macaw.trainer.exchange;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import macaw.chassis.metrics.Metric;

/**
 * What becomes of rollouts, as metrics; all of them are there from the start, so that the first of a kind is seen as a rise. One for the whole
 * process: a gauge shows what it was first registered with.
 */
public final class RolloutMeters {
    private final Map<Acceptance, Counter> arrived = new EnumMap<>(Acceptance.class);
    private final Counter lost;
    private final Counter trained;
    private final Counter failed;
    private final Timer age;
    private final AtomicInteger staleness = new AtomicInteger();

    /** Counts in this registry. */
    public RolloutMeters(MeterRegistry meters) {
        for (Acceptance acceptance : Acceptance.values()) {
            arrived.put(
                    acceptance,
                    Metric.ROLLOUTS.counter(meters, acceptance.name().toLowerCase(Locale.ROOT)));
        }
        lost = Metric.ROLLOUTS.counter(meters, "lost");
        trained = Metric.ROLLOUTS.counter(meters, "trained");
        failed = Metric.ROLLOUTS.counter(meters, "failed");
        age = Metric.ROLLOUT_AGE.timer(meters);
        Metric.ROLLOUT_STALENESS.gauge(meters, staleness, AtomicInteger::get);
    }

    void arrived(Acceptance acceptance) {
        Objects.requireNonNull(arrived.get(acceptance)).increment();
    }

    void kept(Duration sinceItWasAskedFor) {
        age.record(sinceItWasAskedFor);
    }

    void lost(int rollouts) {
        lost.increment(rollouts);
    }

    /** An iteration was trained on rollouts of a policy so many versions older than the one it trained. */
    public void iterationDone(int trainedOn, int leftOut, int versions) {
        trained.increment(trainedOn);
        failed.increment(leftOut);
        staleness.set(versions);
    }
}
