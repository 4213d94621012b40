package macaw.labeling.projects;

import static macaw.labeling.Codes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import macaw.errors.ErrorCode;
import macaw.records.Sampling;
import macaw.records.VersionName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProjectChangesTest {
    private static final Project COMPARE = Project.open(
            "default",
            "compare",
            2,
            "Be fair.",
            new Project.Work.Comparisons(
                    4, List.of(VersionName.parse("default/sft@1")), Sampling.plain(1, 32), "instructgpt@1"));
    private static final Project WRITE = Project.open("default", "write", 1, "", new Project.Work.Demonstrations());

    private static ProjectChanges changes(
            @Nullable TaskKind kind,
            @Nullable Integer k,
            @Nullable String guidelines,
            @Nullable String form,
            @Nullable Integer overlap,
            @Nullable Double goldShare,
            Project.@Nullable State state) {
        return new ProjectChanges(
                kind, k, guidelines, form, overlap, null, null, null, null, goldShare, null, null, state);
    }

    @Test
    void whatIsNotNamedStays() {
        Project changed = changes(null, null, null, null, 3, null, null).applyTo(COMPARE);
        assertThat(changed.overlap()).isEqualTo(3);
        assertThat(changed.guidelines()).isEqualTo(COMPARE.guidelines());
        assertThat(changed.work()).isEqualTo(COMPARE.work());
        assertThat(changed.staffing()).isEqualTo(COMPARE.staffing());
    }

    @Test
    void anotherTextIsTheNextVersionAndTheSameIsNot() {
        assertThat(changes(null, null, "Be kind.", null, null, null, null)
                        .applyTo(COMPARE)
                        .guidelines())
                .isEqualTo(new Project.Guidelines(2, "Be kind."));
        assertThat(changes(null, null, "Be fair.", null, null, null, null).applyTo(COMPARE))
                .isEqualTo(COMPARE);
    }

    @Test
    void kindAndKStay() {
        assertRefused(
                ErrorCode.SETTING_FIXED,
                () -> changes(TaskKind.PROMPT, null, null, null, null, null, null)
                        .applyTo(COMPARE));
        assertRefused(
                ErrorCode.SETTING_FIXED,
                () -> changes(null, 5, null, null, null, null, null).applyTo(COMPARE));
        assertThat(changes(TaskKind.COMPARISON, 4, null, null, null, null, null).applyTo(COMPARE))
                .isEqualTo(COMPARE);
    }

    @Test
    void whatIsOfComparisonsIsRefusedElsewhere() {
        assertRefused(
                ErrorCode.SETTINGS_INVALID,
                () -> changes(null, null, null, "instructgpt@1", null, null, null)
                        .applyTo(WRITE));
        assertRefused(
                ErrorCode.SETTINGS_INVALID,
                () -> changes(null, null, null, null, null, 0.1, null).applyTo(WRITE));
        assertRefused(
                ErrorCode.SETTINGS_INVALID,
                () -> changes(null, null, null, null, 0, null, null).applyTo(WRITE));
    }

    @Test
    void aClosedProjectStaysAsItIs() {
        Project closed = ProjectChanges.of(Project.State.CLOSED).applyTo(COMPARE);
        assertThat(ProjectChanges.of(Project.State.CLOSED).applyTo(closed)).isEqualTo(closed);
        assertRefused(
                ErrorCode.PROJECT_CLOSED,
                () -> ProjectChanges.of(Project.State.RUNNING).applyTo(closed));
        assertRefused(
                ErrorCode.PROJECT_CLOSED,
                () -> changes(null, null, "Other.", null, null, null, null).applyTo(closed));
    }
}
