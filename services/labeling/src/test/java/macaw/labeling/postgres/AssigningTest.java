package macaw.labeling.postgres;

import static macaw.labeling.Codes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import macaw.errors.ErrorCode;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.projects.Project;
import macaw.labeling.review.Verdict;
import macaw.labeling.submissions.Submission;
import macaw.labeling.submissions.SubmissionState;
import macaw.labeling.tasks.Assignments;
import macaw.labeling.tasks.TaskDesk;
import macaw.labeling.tasks.TaskLists;
import macaw.localstack.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Leads say who is to do which task. */
@Tag("integration")
class AssigningTest {
    private static TestDatabase postgres;
    private LabelingRoom room;
    private TaskLists lists;
    private Assignments assignments;
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
    void enter() {
        room = new LabelingRoom(LabelingRoom.source(postgres));
        lists = new PostgresTaskLists(room.database, room.now::get);
        assignments = new Assignments(
                new PostgresAssignments(room.database, room.now::get),
                new PostgresDirectory(room.database),
                room.now::get);
        anna = room.labeler("Anna");
        ben = room.labeler("Ben");
    }

    private TaskLists.Line line(Project project, UUID task) {
        return lists.after(project, Optional.empty(), false, 0, 100).stream()
                .filter(line -> line.id().equals(task))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anAssignedTaskComesNextAndItsPlaceIsKept() {
        Project project = room.demonstrations("assigned", 1, 3);
        UUID last =
                lists.after(project, Optional.empty(), false, 0, 100).getLast().id();
        assignments.assign(room.namespace, last, anna.pseudonym(), false, "lead");
        assertThat(line(project, last).assigned()).containsExactly(anna.pseudonym());
        assertThat(line(project, last).state()).isEqualTo(TaskLists.State.LEASED);
        assertThat(IntStream.range(0, 3)
                        .mapToObj(i -> room.tasks.next(project, ben))
                        .flatMap(Optional::stream)
                        .map(next -> {
                            room.submit(ben, next, next.task().id().toString());
                            return next.task().id();
                        })
                        .collect(Collectors.toSet()))
                .hasSize(2)
                .doesNotContain(last);
        assertThat(room.next(project, anna).task().id()).isEqualTo(last);
        assignments.unassign(room.namespace, last);
        assertThat(line(project, last).assigned()).isEmpty();
    }

    @Test
    void anAssignmentTakesAPlaceAwayOnlyWhereThatIsAskedFor() {
        Project project = room.demonstrations("released", 1, 1);
        TaskDesk.Leased bens = room.next(project, ben);
        UUID task = bens.task().id();
        assertRefused(
                ErrorCode.TASK_FULL, () -> assignments.assign(room.namespace, task, anna.pseudonym(), false, "lead"));
        assignments.assign(room.namespace, task, anna.pseudonym(), true, "lead");
        assertThat(room.next(project, anna).task().id()).isEqualTo(task);
        assertThat(room.tasks.next(project, ben)).isEmpty();
        // what Ben had done by then is not lost
        assertThat(room.submit(ben, bens, "late").state()).isEqualTo(SubmissionState.SURPLUS);
        room.submit(anna, room.next(project, anna), "hers");
        assertRefused(
                ErrorCode.SUBMISSION_CONFLICT,
                () -> assignments.assign(room.namespace, task, anna.pseudonym(), true, "lead"));
        Labeler carla = room.labeler("Carla");
        assertRefused(
                ErrorCode.TASK_FULL, () -> assignments.assign(room.namespace, task, carla.pseudonym(), true, "lead"));
        assertRefused(
                ErrorCode.LABELER_UNKNOWN, () -> assignments.assign(room.namespace, task, "nobody", false, "lead"));
    }

    @Test
    void workThatWasSentBackGoesToSomebodyElseWhereALeadSaysSo() {
        Project project = room.demonstrations("reassigned", 1, 1);
        Submission annas = room.submit(anna, room.next(project, anna), "hers");
        UUID task = annas.task();
        room.reviews.review(room.namespace, annas.id(), Verdict.SEND_BACK, "Shorter, please.", "lead");
        assertRefused(
                ErrorCode.TASK_FULL, () -> assignments.assign(room.namespace, task, ben.pseudonym(), false, "lead"));
        assignments.assign(room.namespace, task, ben.pseudonym(), true, "lead");
        assertThat(line(project, task).excluded()).isEqualTo(1);
        assertThat(room.tasks.next(project, anna)).isEmpty();
        assertThat(room.submit(ben, room.next(project, ben), "his").state()).isEqualTo(SubmissionState.COUNTING);
        assertThat(room.reviews
                        .history(room.namespace, annas.id())
                        .trail()
                        .getLast()
                        .reviewer())
                .isEqualTo("lead");
    }

    @Test
    void aTaskThatWaitsForItsOutputsGoesOnWaitingWhoeverItIsMeantFor() {
        Project project = room.comparisons("unready", 1, 0, 3);
        room.addPrompts(project, 1);
        UUID task = room.outputs.waiting(project, Long.MIN_VALUE, 1).getFirst().task();
        assignments.assign(room.namespace, task, anna.pseudonym(), false, "lead");
        assertThat(room.tasks.next(project, anna)).isEmpty();
        room.collect(project, 3);
        assertThat(room.next(project, anna).task().outputs()).hasSize(3);
    }

    @Test
    void aTaskThatWaitsForItsOutputsGoesOnWaitingWhenItIsMeantForNobody() {
        Project project = room.comparisons("nobodys", 1, 0, 3);
        room.addPrompts(project, 1);
        UUID task = room.outputs.waiting(project, Long.MIN_VALUE, 1).getFirst().task();
        assignments.unassign(room.namespace, task);
        assertThat(room.tasks.next(project, anna)).isEmpty();
        assertThat(room.outputs.waiting(project, Long.MIN_VALUE, 1)).hasSize(1);
    }
}
