package macaw.labeling.ownwork;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import macaw.labeling.projects.Project;

/** Where a labeler's work is counted. */
public interface OwnWorkStore {
    /** Counts, {@code today} since {@code midnight} and {@code lastHour} since {@code anHourAgo}. */
    OwnProgress progress(Project project, UUID labeler, Instant midnight, Instant anHourAgo);

    /** The labeler's submissions in any state, latest first, {@code limit} of them after the first {@code offset}. */
    List<OwnSubmission> submissions(Project project, UUID labeler, int offset, int limit);
}
