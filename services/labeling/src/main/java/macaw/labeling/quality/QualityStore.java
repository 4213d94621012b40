package macaw.labeling.quality;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import macaw.labeling.projects.Project;

/** Where recorded judgement is read from. */
public interface QualityStore {
    /**
     * Changes whenever something changes that figures are made of.
     *
     * @param submissions the project's, in any state
     * @param revisions the sum of their revisions
     * @param withdrawn tasks whose prompt is withdrawn
     * @param gold tasks with gold
     * @param goldSince when the newest of them was recorded
     */
    record Stamp(long submissions, long revisions, long withdrawn, long gold, Instant goldSince) {}

    /** Now. */
    Stamp stamp(Project project);

    /** What counts and is let through, by task and submission; what reviewers said when they adjudicated is not among it. */
    List<Judgement> judgements(Project project, QualityFilter filter);

    /** How each labeler agrees with the project's gold; the filter's word on simulated labelers holds, its times and splits do not. */
    List<LabelerQuality.Tried> gold(Project project, QualityFilter filter);

    /** What was said of these tasks, withdrawn work aside, in any order. */
    List<Dispute> disputes(Project project, Collection<UUID> tasks);
}
