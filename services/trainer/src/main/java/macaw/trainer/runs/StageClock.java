package macaw.trainer.runs;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import macaw.chassis.metrics.Metric;

/** Where the time of a PPO iteration goes: each moment belongs to one stage. */
final class StageClock {
    /** The stages of an iteration, in their order. */
    enum Stage {
        /** Waiting for rollouts: generating, scoring and what is between. */
        WAITING,
        /** In the learner: proximal recomputation and gradient steps. */
        TRAINING,
        /** Writing the checkpoint. */
        CHECKPOINT,
        /** Publishing the version and telling of it. */
        PUBLISH,
        /** Making the next prompts and writing them to the topic. */
        PROMPTS
    }

    private final InstantSource clock;
    private final MeterRegistry meters;
    private final SortedMap<Stage, Duration> spent = new TreeMap<>();
    private Instant since;

    StageClock(InstantSource clock, MeterRegistry meters) {
        this.clock = clock;
        this.meters = meters;
        this.since = clock.instant();
    }

    /** The time since the last mark went into that stage; returns the time of this one. */
    Instant mark(Stage stage) {
        Instant now = clock.instant();
        spent.merge(stage, Duration.between(since, now), Duration::plus);
        since = now;
        return now;
    }

    /** Seconds by stage since the last call, as figures of the run; recorded as {@code macaw_ppo_stage_seconds} too. */
    Map<String, Double> iterationDone() {
        SortedMap<String, Double> seconds = new TreeMap<>();
        spent.forEach((stage, time) -> {
            String name = stage.name().toLowerCase(Locale.ROOT);
            seconds.put("seconds_" + name, time.toNanos() / 1e9);
            Metric.PPO_STAGE.timer(meters, name).record(time);
        });
        seconds.put(
                "seconds_iteration",
                seconds.values().stream().mapToDouble(Double::doubleValue).sum());
        spent.clear();
        return seconds;
    }
}
