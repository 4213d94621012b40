package macaw.labeling.ownwork;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.projects.Project;

/** A labeler's own work. */
public final class OwnWork {
    private static final Duration HOUR = Duration.ofHours(1);

    private final OwnWorkStore store;
    private final InstantSource clock;

    public OwnWork(OwnWorkStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * How much and how fast.
     *
     * @param zone IANA time zone in which the labeler's day begins, e.g. {@code Europe/Berlin}; REQUEST_INVALID otherwise
     */
    public OwnProgress progress(Project project, UUID labeler, String zone) {
        Instant now = clock.instant();
        return store.progress(project, labeler, midnight(now, zone), now.minus(HOUR));
    }

    static Instant midnight(Instant now, String zone) {
        try {
            ZoneId where = ZoneId.of(zone);
            return now.atZone(where).toLocalDate().atStartOfDay(where).toInstant();
        } catch (DateTimeException e) {
            throw new CodedException(
                    ErrorCode.REQUEST_INVALID,
                    "zone must be an IANA time zone such as Europe/Berlin, was \"" + zone + "\"",
                    e);
        }
    }

    /** What became of it, latest first. */
    public List<OwnSubmission> submissions(Project project, UUID labeler, int offset, int limit) {
        return store.submissions(project, labeler, offset, limit);
    }
}
