package macaw.trainer.runs;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/** How fast a run trains now: tokens a second over the last stretch. Shown and recorded; nothing is decided by it. */
final class Pace {
    private static final Duration SOME_STEPS = Duration.ofSeconds(5);

    private final InstantSource clock;
    private final Duration atLeast;
    private Instant since;
    private long tokens;
    private Map<String, Double> latest = Map.of();

    /** Over some seconds, which are many steps of a small model. */
    Pace(InstantSource clock) {
        this(clock, SOME_STEPS);
    }

    /** @param atLeast how long a stretch is; zero for one a step */
    Pace(InstantSource clock, Duration atLeast) {
        this.clock = clock;
        this.atLeast = atLeast;
        this.since = clock.instant();
    }

    /** The figure {@code tokens_per_second} after a step that trained on so many tokens; nothing before the first stretch is over. */
    Map<String, Double> after(long stepTokens) {
        tokens += stepTokens;
        Instant now = clock.instant();
        Duration stretch = Duration.between(since, now);
        if (stretch.isPositive() && stretch.compareTo(atLeast) >= 0) {
            latest = Map.of("tokens_per_second", tokens * 1e9 / stretch.toNanos());
            since = now;
            tokens = 0;
        }
        return latest;
    }
}
