package macaw.labeling.hours;

import java.util.List;
import macaw.labeling.gold.Screening;
import macaw.labeling.labelers.Labeler;

/**
 * A labeler of a project.
 *
 * @param labeler who
 * @param member whether they may work on it now
 * @param screened whether their work counts
 * @param gold gold tasks done at any time, and the agreement with them
 * @param total all work in the span
 * @param periods the same by day or month, latest first; empty where it is not asked for
 */
public record LabelerHours(
        Labeler labeler, boolean member, boolean screened, Screening.Result gold, Work total, List<Work> periods) {
    public LabelerHours {
        periods = List.copyOf(periods);
    }
}
