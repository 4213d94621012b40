package macaw.labeling.rest;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import macaw.labeling.forms.InstructGptForm;
import macaw.labeling.projects.Project;
import macaw.labeling.projects.ProjectChanges;
import macaw.labeling.projects.Staffing;
import macaw.labeling.projects.TaskKind;
import macaw.records.Sampling;
import macaw.records.VersionName;
import org.jspecify.annotations.Nullable;

/**
 * A project as JSON.
 *
 * @param name lower-case letters, digits and dashes
 * @param kind {@code prompt}, {@code demonstration} or {@code comparison}
 * @param overlap counting submissions that complete a task; 1 when left out
 * @param guidelines shown to labelers
 * @param k outputs a prompt, 2 to 9; 4 when left out; comparisons only
 * @param policies where the outputs come from; comparisons only
 * @param sampling how they are drawn; comparisons only
 * @param form name and version of the questions; {@code instructgpt@1} when left out; comparisons only
 * @param everyone whether all labelers may work on it; true when left out
 * @param members pseudonyms of those who may where not all may
 * @param goldShare part of a labeler's tasks that are gold tasks; 0 when left out
 * @param screeningTasks gold tasks after which a labeler's work counts, if they agree; 0, none, when left out
 * @param screeningThreshold agreement with gold that makes work count; 0.75 when left out
 * @param guidelinesVersion made by the service
 * @param state made by the service: {@code running}, {@code paused} or {@code closed}
 */
public record ProjectBody(
        @Nullable String name,
        @Nullable String kind,
        @Nullable Integer overlap,
        @Nullable String guidelines,
        @Nullable Integer k,
        @Nullable List<String> policies,
        @Nullable SamplingBody sampling,
        @Nullable String form,
        @Nullable Boolean everyone,
        @Nullable List<String> members,
        @Nullable Double goldShare,
        @Nullable Integer screeningTasks,
        @Nullable Double screeningThreshold,
        @Nullable Integer guidelinesVersion,
        @Nullable String state) {

    /** Sampling settings as JSON; what is left out takes its usual value. */
    public record SamplingBody(
            @Nullable Double temperature,
            @Nullable Integer maxTokens,
            @Nullable Integer topK,
            @Nullable Double topP,
            @Nullable Double minP,
            @Nullable List<String> stop) {
        Sampling decode() {
            Sampling usual = Project.Work.Comparisons.USUAL_SAMPLING;
            return new Sampling(
                    Objects.requireNonNullElse(temperature, usual.temperature()),
                    Objects.requireNonNullElse(maxTokens, usual.maxTokens()),
                    Objects.requireNonNullElse(topK, usual.topK()),
                    Objects.requireNonNullElse(topP, usual.topP()),
                    Objects.requireNonNullElse(minP, usual.minP()),
                    Objects.requireNonNullElse(stop, usual.stop()));
        }

        static SamplingBody of(Sampling sampling) {
            return new SamplingBody(
                    sampling.temperature(),
                    sampling.maxTokens(),
                    sampling.topK(),
                    sampling.topP(),
                    sampling.minP(),
                    sampling.stop());
        }
    }

    Project decode(String namespace) {
        Project.Work work = switch (Words.read(TaskKind.class, "kind", Objects.requireNonNullElse(kind, ""))) {
            case PROMPT -> new Project.Work.Prompts();
            case DEMONSTRATION -> new Project.Work.Demonstrations();
            case COMPARISON -> comparisons(namespace);
        };
        return new Project(
                namespace,
                Objects.requireNonNullElse(name, ""),
                Objects.requireNonNullElse(overlap, 1),
                new Project.Guidelines(1, Objects.requireNonNullElse(guidelines, "")),
                work,
                staffing(),
                Project.State.RUNNING);
    }

    /** What it wants to be different about a project: all that it names. */
    ProjectChanges changes(String namespace) {
        return new ProjectChanges(
                kind == null ? null : Words.read(TaskKind.class, "kind", kind),
                k,
                guidelines,
                form,
                overlap,
                policies == null
                        ? null
                        : policies.stream()
                                .map(policy -> VersionName.parse(policy, namespace))
                                .toList(),
                sampling == null ? null : sampling.decode(),
                everyone,
                members == null ? null : new TreeSet<>(members),
                goldShare,
                screeningTasks,
                screeningThreshold,
                state == null ? null : Words.read(Project.State.class, "state", state));
    }

    private Staffing staffing() {
        return new Staffing(
                Objects.requireNonNullElse(everyone, true),
                new TreeSet<>(Objects.requireNonNullElse(members, List.of())),
                Objects.requireNonNullElse(goldShare, 0.0),
                Objects.requireNonNullElse(screeningTasks, 0),
                Objects.requireNonNullElse(screeningThreshold, Staffing.USUAL_THRESHOLD));
    }

    private Project.Work comparisons(String namespace) {
        return new Project.Work.Comparisons(
                Objects.requireNonNullElse(k, Project.Work.Comparisons.USUAL_K),
                Objects.requireNonNullElse(policies, List.<String>of()).stream()
                        .map(policy -> VersionName.parse(policy, namespace))
                        .toList(),
                Optional.ofNullable(sampling).map(SamplingBody::decode).orElse(Project.Work.Comparisons.USUAL_SAMPLING),
                Objects.requireNonNullElse(form, InstructGptForm.VERSION_1.version()));
    }

    static ProjectBody of(Project project) {
        return switch (project.work()) {
            case Project.Work.Prompts(), Project.Work.Demonstrations() -> of(project, null, null, null, null);
            case Project.Work.Comparisons(int k, var policies, var sampling, String form) ->
                of(project, k, policies.stream().map(VersionName::toString).toList(), SamplingBody.of(sampling), form);
        };
    }

    private static ProjectBody of(
            Project project,
            @Nullable Integer k,
            @Nullable List<String> policies,
            @Nullable SamplingBody sampling,
            @Nullable String form) {
        Staffing staffing = project.staffing();
        return new ProjectBody(
                project.name(),
                Words.of(project.kind()),
                project.overlap(),
                project.guidelines().text(),
                k,
                policies,
                sampling,
                form,
                staffing.everyone(),
                List.copyOf(staffing.members()),
                staffing.goldShare(),
                staffing.screeningTasks(),
                staffing.screeningThreshold(),
                project.guidelines().version(),
                Words.of(project.state()));
    }
}
