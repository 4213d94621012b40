package macaw.labeling.postgres;

import static macaw.labeling.Codes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import macaw.errors.ErrorCode;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.projects.GuidelinesVersion;
import macaw.labeling.projects.Project;
import macaw.labeling.projects.ProjectChanges;
import macaw.labeling.projects.TasksDone;
import macaw.labeling.submissions.SubmissionState;
import macaw.localstack.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of a running project whose settings change, on a real PostgreSQL. */
@Tag("integration")
class ChangingSettingsTest {
    private static TestDatabase postgres;
    private LabelingRoom room;
    private Labeler anna;
    private Labeler ben;

    @BeforeAll
    static void start() throws Exception {
        postgres = LabelingRoom.startPostgres();
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @BeforeEach
    void enter() throws Exception {
        var source = LabelingRoom.source(postgres);
        LabelingRoom.forgetOutbox(source);
        room = new LabelingRoom(source);
        anna = room.labeler("Anna");
        ben = room.labeler("Ben");
    }

    private Project change(Project project, ProjectChanges changes) {
        return room.settings.change(project.namespace(), project.name(), changes);
    }

    @Test
    void aHigherOverlapReopensTasksAndALowerOneCompletesThem() {
        room.demonstrations("empty", 1, 0);
        Project project = room.demonstrations("overlap", 1, 2);
        room.submit(anna, room.next(project, anna), "1");
        assertThat(room.projects.progress(room.namespace, "overlap").tasksDone())
                .isEqualTo(1);

        assertThat(room.projects.tasksDone(room.namespace)).containsOnly(Map.entry("overlap", new TasksDone(1, 2)));
        Project wider = change(project, SettingChanges.overlap(2));
        assertThat(room.projects.progress(room.namespace, "overlap").tasksDone())
                .isZero();
        assertThat(room.submit(ben, room.next(wider, ben), "1").state()).isEqualTo(SubmissionState.COUNTING);
        room.submit(anna, room.next(wider, anna), "2");
        assertThat(room.projects.progress(room.namespace, "overlap").tasksDone())
                .isEqualTo(1);

        change(wider, SettingChanges.overlap(1));
        assertThat(room.projects.progress(room.namespace, "overlap").tasksDone())
                .isEqualTo(2);
    }

    @Test
    void concurrentChangesOfDifferentSettingsAllStay() throws Exception {
        Project project = room.demonstrations("together", 1, 1);
        try (var threads = Executors.newFixedThreadPool(8)) {
            List<Future<?>> changes = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                int number = i;
                changes.add(threads.submit(() -> room.settings.change(
                        room.namespace,
                        project.name(),
                        number % 2 == 0
                                ? SettingChanges.guidelines("Text " + number)
                                : SettingChanges.overlap(10 + number))));
            }
            for (Future<?> change : changes) {
                change.get();
            }
        }
        Project changed = room.projects.get(room.namespace, "together");
        assertThat(changed.overlap()).isBetween(11, 17);
        assertThat(changed.guidelines().version()).isEqualTo(5);
        assertThat(room.settings.guidelines(changed))
                .extracting(GuidelinesVersion::version)
                .containsExactly(5, 4, 3, 2, 1);
    }

    @Test
    void membersAloneWorkWhereNotEverybodyMay() {
        Project project = room.demonstrations("members", 2, 1);
        Project closed = room.settings.change(room.namespace, "members", SettingChanges.onlyFor(anna.pseudonym()));
        assertThat(room.next(closed, anna)).isNotNull();
        assertRefused(ErrorCode.NOT_A_MEMBER, () -> room.next(closed, ben));
        assertRefused(
                ErrorCode.LABELER_UNKNOWN,
                () -> room.settings.change(room.namespace, "members", SettingChanges.onlyFor("nobody")));
        assertThat(room.projects.get(room.namespace, project.name()).staffing().members())
                .containsExactly(anna.pseudonym());
    }

    @Test
    void aClosedProjectHandsOutNothingAndChangesNoMore() {
        Project project = room.comparisons("closed", 1, 1, 3);
        UUID task = room.taskLines(project).getFirst().id();
        List<UUID> outputs = room.outputIds(task);
        Project closed = room.settings.change(room.namespace, "closed", ProjectChanges.of(Project.State.CLOSED));
        assertRefused(ErrorCode.PROJECT_CLOSED, () -> room.next(closed, anna));
        assertRefused(ErrorCode.PROJECT_CLOSED, () -> room.addPrompts(closed, 1));
        assertRefused(
                ErrorCode.PROJECT_CLOSED,
                () -> room.gold.put(room.namespace, task, LabelingRoom.strict(outputs), List.of(), "", "lead"));
        assertRefused(
                ErrorCode.PROJECT_CLOSED,
                () -> room.assignments.assign(room.namespace, task, anna.pseudonym(), false, "lead"));
    }
}
