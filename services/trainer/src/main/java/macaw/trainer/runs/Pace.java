package macaw.trainer.runs;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/** How fast a run trains now: tokens a second over the last stretch of some seconds. Shown, and never part of a checkpoint. */
final class Pace {
    private static final Duration STRETCH = Duration.ofSeconds(5);

    private final InstantSource clock;
    private Instant since;
    private long tokens;
    private Map<String, Double> latest = Map.of();

    Pace(InstantSource clock) {
        this.clock = clock;
        this.since = clock.instant();
    }

    /** The figure {@code tokens_per_second} after a step that trained on so many tokens; nothing before the first stretch is over. */
    Map<String, Double> after(long stepTokens) {
        tokens += stepTokens;
        Instant now = clock.instant();
        Duration stretch = Duration.between(since, now);
        if (stretch.compareTo(STRETCH) >= 0) {
            latest = Map.of("tokens_per_second", tokens * 1e9 / stretch.toNanos());
            since = now;
            tokens = 0;
        }
        return latest;
    }
}
