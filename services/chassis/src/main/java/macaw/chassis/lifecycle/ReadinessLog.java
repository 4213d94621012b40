package macaw.chassis.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which lines a log gets about what a service waits for: one when it begins, one now and then while it lasts, one when it is over. */
final class ReadinessLog {
    /** Somebody who opens the log later has to find it as well. */
    static final Duration AGAIN = Duration.ofMinutes(10);

    private final InstantSource clock;
    private final Map<String, Waiting> waiting = new HashMap<>();

    private record Waiting(Instant since, Instant said) {}

    /** One line. */
    record Line(boolean ready, String text) {}

    ReadinessLog(InstantSource clock) {
        this.clock = clock;
    }

    /** @param down the checks that are down, each with its reason */
    List<Line> lines(Map<String, String> down) {
        Instant now = clock.instant();
        List<Line> lines = new ArrayList<>();
        down.forEach((check, reason) -> {
            Waiting before = waiting.get(check);
            if (before == null) {
                waiting.put(check, new Waiting(now, now));
                lines.add(new Line(false, "Not ready, waiting for " + check + ": " + reason));
            } else if (!now.isBefore(before.said().plus(AGAIN))) {
                waiting.put(check, new Waiting(before.since(), now));
                lines.add(new Line(
                        false, "Not ready since " + before.since() + ", still waiting for " + check + ": " + reason));
            }
        });
        Set<String> over = new HashSet<>(waiting.keySet());
        over.removeAll(down.keySet());
        over.forEach(check -> {
            Waiting ended = waiting.remove(check);
            if (ended != null) {
                lines.add(new Line(
                        true,
                        "Ready again: " + check + " was waited for "
                                + Duration.between(ended.since(), now).toSeconds() + " s"));
            }
        });
        return lines;
    }
}
