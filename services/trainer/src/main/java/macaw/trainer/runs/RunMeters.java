package macaw.trainer.runs;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import macaw.chassis.metrics.Metric;
import macaw.errors.ErrorCode;

/** How many runs stand how, and how long ago the one that is carried out made progress. */
final class RunMeters {
    private static final List<String> STATES =
            List.of("queued", "running", "paused", "finished", "failed", "cancelled");

    private record Pause(String code, String waitsFor) {}

    private final Supplier<Collection<RunView>> runs;
    private final InstantSource clock;
    private final MeterRegistry meters;
    private final Set<Pause> shown = ConcurrentHashMap.newKeySet();
    private volatile Instant lastProgress;
    private volatile boolean restored;

    RunMeters(Supplier<Collection<RunView>> runs, InstantSource clock, MeterRegistry meters) {
        this.runs = runs;
        this.clock = clock;
        this.meters = meters;
        this.lastProgress = clock.instant();
        for (String state : STATES) {
            Metric.RUN_STATE.gauge(meters, this, own -> own.countOf(state), state);
        }
        Metric.RUN_IDLE.gauge(meters, this, RunMeters::idleSeconds);
        show(new Pause(ErrorCode.LOSS_NOT_FINITE.name(), "person"));
    }

    /** The run that is carried out has begun, or done something of its work. */
    void progressed() {
        lastProgress = clock.instant();
    }

    /** A run stands like that now. */
    void stands(RunStatus status) {
        if (status instanceof RunStatus.Paused paused) {
            show(pause(paused));
        }
    }

    private void show(Pause pause) {
        if (shown.add(pause)) {
            Metric.RUNS_PAUSED.gauge(meters, this, own -> own.countOf(pause), pause.code(), pause.waitsFor());
        }
    }

    /** Every run of the store is known. Until then nobody knows how many there are: old failures that are read later are no new ones. */
    void restored() {
        restored = true;
    }

    private double countOf(String state) {
        if (!restored) {
            return Double.NaN;
        }
        return runs.get().stream()
                .filter(run -> run.status().name().equals(state))
                .count();
    }

    private long countOf(Pause pause) {
        return runs.get().stream()
                .filter(run -> run.status() instanceof RunStatus.Paused paused
                        && pause(paused).equals(pause))
                .count();
    }

    private double idleSeconds() {
        boolean carriesOut = runs.get().stream().anyMatch(run -> run.status().underWay());
        return carriesOut ? Duration.between(lastProgress, clock.instant()).toMillis() / 1000.0 : 0;
    }

    private static Pause pause(RunStatus.Paused paused) {
        return new Pause(paused.reason().code(), paused.goesOnByItself() ? "dependency" : "person");
    }
}
