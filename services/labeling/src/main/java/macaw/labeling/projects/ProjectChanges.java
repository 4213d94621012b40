package macaw.labeling.projects;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.Sampling;
import macaw.records.VersionName;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to be different about a project. What is null stays as it is when the change is made, whatever others changed meanwhile.
 *
 * @param kind has to be what it is: SETTING_FIXED otherwise
 * @param k has to be what it is: SETTING_FIXED otherwise
 * @param guidelines another text is the next version
 * @param form name and version of a form; comparisons only
 * @param overlap counting submissions that complete a task
 * @param policies where outputs come from that are not collected yet; comparisons only
 * @param sampling how they are drawn; comparisons only
 * @param everyone whether all labelers may work on it
 * @param members pseudonyms of those who may where not all may; replaces the earlier ones
 * @param goldShare part of a labeler's tasks that are gold tasks
 * @param screeningTasks gold tasks after which a labeler's work counts, if they agree
 * @param screeningThreshold agreement with gold that makes work count
 * @param state closed is for ever
 */
public record ProjectChanges(
        @Nullable TaskKind kind,
        @Nullable Integer k,
        @Nullable String guidelines,
        @Nullable String form,
        @Nullable Integer overlap,
        @Nullable List<VersionName> policies,
        @Nullable Sampling sampling,
        @Nullable Boolean everyone,
        @Nullable SortedSet<String> members,
        @Nullable Double goldShare,
        @Nullable Integer screeningTasks,
        @Nullable Double screeningThreshold,
        Project.@Nullable State state) {
    public ProjectChanges {
        policies = policies == null ? null : List.copyOf(policies);
        members = members == null ? null : new TreeSet<>(members);
    }

    /** Nothing but another state. */
    public static ProjectChanges of(Project.State state) {
        return new ProjectChanges(null, null, null, null, null, null, null, null, null, null, null, null, state);
    }

    /**
     * The project with them. SETTING_FIXED; PROJECT_CLOSED where anything of a closed project would change; SETTINGS_INVALID and
     * SAMPLING_INVALID where the project cannot be so.
     */
    public Project applyTo(Project project) {
        if (kind != null && kind != project.kind()) {
            throw fixed("kind is " + project.kind().name().toLowerCase(Locale.ROOT));
        }
        var changed = new Project(
                project.namespace(),
                project.name(),
                Objects.requireNonNullElse(overlap, project.overlap()),
                guidelines == null ? project.guidelines() : project.guidelines().revised(guidelines),
                work(project),
                staffing(project.staffing()),
                Objects.requireNonNullElse(state, project.state()));
        if (!changed.equals(project)) {
            project.checkOpen();
        }
        return changed;
    }

    /** Whether tasks have to be looked at again: whether they are done may have changed. */
    public boolean touchesPlaces() {
        return overlap != null;
    }

    /** Whether labelers have to be looked at again: whether their work counts may have changed. */
    public boolean touchesScreening() {
        return screeningTasks != null || screeningThreshold != null;
    }

    private Project.Work work(Project project) {
        return switch (project.work()) {
            case Project.Work.Prompts(), Project.Work.Demonstrations() -> {
                if (k != null || form != null || policies != null || sampling != null) {
                    throw new CodedException(
                            ErrorCode.SETTINGS_INVALID, "k, form, policies and sampling are of comparisons only");
                }
                yield project.work();
            }
            case Project.Work.Comparisons now -> {
                if (k != null && k != now.k()) {
                    throw fixed("k is " + now.k());
                }
                yield new Project.Work.Comparisons(
                        now.k(),
                        policies == null ? now.policies() : policies,
                        Objects.requireNonNullElse(sampling, now.sampling()),
                        Objects.requireNonNullElse(form, now.form()));
            }
        };
    }

    private Staffing staffing(Staffing now) {
        return new Staffing(
                Objects.requireNonNullElse(everyone, now.everyone()),
                members == null ? now.members() : members,
                Objects.requireNonNullElse(goldShare, now.goldShare()),
                Objects.requireNonNullElse(screeningTasks, now.screeningTasks()),
                Objects.requireNonNullElse(screeningThreshold, now.screeningThreshold()));
    }

    private static CodedException fixed(String what) {
        return new CodedException(ErrorCode.SETTING_FIXED, what + " and stays so; make another project");
    }
}
