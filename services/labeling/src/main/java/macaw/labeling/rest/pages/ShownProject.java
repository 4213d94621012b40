package macaw.labeling.rest.pages;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.stream.Collectors;
import macaw.labeling.forms.InstructGptForm;
import macaw.labeling.projects.Project;
import macaw.labeling.projects.Staffing;
import macaw.labeling.projects.TaskKind;
import macaw.records.Sampling;
import macaw.records.VersionName;

/**
 * A project as the fields of a form show it: numbers as people type them, shares in percent.
 *
 * @param name its name; empty of one that is not made yet
 * @param kind what its tasks ask for, in words
 * @param compares whether outputs are compared
 * @param state {@code running}, {@code paused} or {@code closed}
 * @param closed whether nothing of it changes any more
 * @param overlap counting submissions that complete a task
 * @param guidelines markdown
 * @param guidelinesVersion their version
 * @param k outputs a prompt
 * @param policies one a line
 * @param temperature of sampling
 * @param maxTokens of sampling
 * @param form name and version
 * @param everyone whether all labelers may work on it
 * @param members pseudonyms
 * @param goldPercent part of a labeler's tasks that are gold
 * @param screeningTasks gold tasks before work counts
 * @param thresholdPercent agreement that makes work count
 */
public record ShownProject(
        String name,
        String kind,
        boolean compares,
        String state,
        boolean closed,
        int overlap,
        String guidelines,
        int guidelinesVersion,
        int k,
        String policies,
        String temperature,
        int maxTokens,
        String form,
        boolean everyone,
        List<String> members,
        String goldPercent,
        int screeningTasks,
        String thresholdPercent) {
    private static final int PERCENT = 2;

    /** What a new project's form begins with. */
    static final ShownProject USUAL = of(
            "",
            "",
            true,
            Project.State.RUNNING,
            1,
            new Project.Guidelines(1, ""),
            Project.Work.Comparisons.USUAL_K,
            "",
            Project.Work.Comparisons.USUAL_SAMPLING,
            InstructGptForm.VERSION_1.version(),
            Staffing.EVERYONE);

    static ShownProject of(Project project) {
        return switch (project.work()) {
            case Project.Work.Prompts(), Project.Work.Demonstrations() ->
                of(
                        project.name(),
                        Kinds.words(project.kind()),
                        false,
                        project.state(),
                        project.overlap(),
                        project.guidelines(),
                        0,
                        "",
                        Project.Work.Comparisons.USUAL_SAMPLING,
                        "",
                        project.staffing());
            case Project.Work.Comparisons(int k, var policies, var sampling, String form) ->
                of(
                        project.name(),
                        Kinds.words(project.kind()),
                        true,
                        project.state(),
                        project.overlap(),
                        project.guidelines(),
                        k,
                        policies.stream().map(VersionName::toString).collect(Collectors.joining("\n")),
                        sampling,
                        form,
                        project.staffing());
        };
    }

    private static ShownProject of(
            String name,
            String kind,
            boolean compares,
            Project.State state,
            int overlap,
            Project.Guidelines guidelines,
            int k,
            String policies,
            Sampling sampling,
            String form,
            Staffing staffing) {
        return new ShownProject(
                name,
                kind,
                compares,
                Kinds.word(state),
                state == Project.State.CLOSED,
                overlap,
                guidelines.text(),
                guidelines.version(),
                k,
                policies,
                plain(BigDecimal.valueOf(sampling.temperature())),
                sampling.maxTokens(),
                form,
                staffing.everyone(),
                List.copyOf(staffing.members()),
                percent(staffing.goldShare()),
                staffing.screeningTasks(),
                percent(staffing.screeningThreshold()));
    }

    /** Whether labelers write answers. */
    public boolean answers() {
        return kind.equals(Kinds.words(TaskKind.DEMONSTRATION));
    }

    private static String percent(double share) {
        return plain(BigDecimal.valueOf(share).movePointRight(PERCENT).round(MathContext.DECIMAL32));
    }

    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }
}
