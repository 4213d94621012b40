package macaw.labeling.postgres;

import static macaw.labeling.Codes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import macaw.errors.ErrorCode;
import macaw.labeling.exchange.FileLimits;
import macaw.labeling.exchange.LabelFiles;
import macaw.labeling.exchange.LabelFormat;
import macaw.labeling.hours.LabelerHours;
import macaw.labeling.hours.Per;
import macaw.labeling.hours.Span;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.ownwork.OwnSubmission;
import macaw.labeling.projects.Project;
import macaw.labeling.projects.ProjectChanges;
import macaw.labeling.projects.Staffing;
import macaw.labeling.projects.TasksDone;
import macaw.labeling.ranking.Ranking;
import macaw.labeling.submissions.Content;
import macaw.labeling.submissions.ExclusionCause;
import macaw.labeling.submissions.Submission;
import macaw.labeling.submissions.SubmissionState;
import macaw.labeling.tasks.TaskDesk;
import macaw.labeling.tasks.TaskLists;
import macaw.labeling.wire.LabelCodec;
import macaw.localstack.testing.TestDatabase;
import macaw.rowfiles.JsonRows;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tasks whose answer is known, and labelers who are tried by them, on a real PostgreSQL. */
@Tag("integration")
class GoldTasksTest {
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

    private void makeGold(UUID task) {
        room.gold.put(room.namespace, task, LabelingRoom.strict(room.outputIds(task)), List.of(), "", "lead");
    }

    private Submission rank(Labeler labeler, TaskDesk.Leased leased, Ranking ranking) {
        Content.Comparison usual = LabelingRoom.comparison(leased);
        return room.submit(
                labeler, leased, leased.lease().id().toString(), new Content.Comparison(usual.ratings(), ranking));
    }

    @Test
    void everybodyGetsAGoldTaskOnceAndItFillsNoPlace() {
        Project project = change(room.comparisons("gold", 1, 3, 3), SettingChanges.goldShare(0.5));
        UUID gold = room.taskLines(project).getFirst().id();
        makeGold(gold);
        for (Labeler labeler : List.of(anna, ben)) {
            List<UUID> done = new ArrayList<>();
            List<Submission> submissions = new ArrayList<>();
            for (var next = room.tasks.next(project, labeler);
                    next.isPresent();
                    next = room.tasks.next(project, labeler)) {
                done.add(next.get().task().id());
                submissions.add(room.submit(labeler, next.get(), done.getLast().toString()));
            }
            assertThat(done).doesNotHaveDuplicates();
            // one task of two is gold: the only gold task is among the first two, and Ben has nothing but it to do
            if (labeler == anna) {
                assertThat(done).hasSize(3);
                assertThat(done.subList(0, 2)).contains(gold);
            }
            assertThat(submissions)
                    .allSatisfy(submission -> assertThat(submission.cause())
                            .isEqualTo(submission.task().equals(gold) ? ExclusionCause.GOLD : null));
        }
        assertThat(room.taskLine(project, gold).counting()).isZero();
        assertThat(room.taskLine(project, gold).state()).isEqualTo(TaskLists.State.OPEN);
        assertThat(room.projects.progress(room.namespace, "gold").prompts()).isEqualTo(2);
        assertThat(room.projects.progress(room.namespace, "gold").tasksDone()).isEqualTo(2);
        assertThat(room.projects.progress(room.namespace, "gold").goldTasks()).isEqualTo(1);
        assertThat(room.projects.tasksDone(room.namespace)).containsOnly(Map.entry("gold", new TasksDone(2, 2)));
        assertThat(room.lines(project)).hasSize(2);
        assertThat(room.waiting()).hasSize(2);
    }

    @Test
    void withoutAShareAndScreeningNobodyGetsGold() {
        Project project = room.comparisons("no-share", 1, 2, 3);
        List<UUID> ids =
                room.taskLines(project).stream().map(TaskLists.Line::id).toList();
        makeGold(ids.getFirst());
        assertThat(new PostgresOwnWork(room.database)
                        .progress(project, anna.id(), room.now.get(), room.now.get())
                        .tasksLeft())
                .isEqualTo(1);
        TaskDesk.Leased only = room.next(project, anna);
        assertThat(only.task().id()).isEqualTo(ids.getLast());
        room.submit(anna, only, "only");
        assertThat(room.tasks.next(project, anna)).isEmpty();
        assertThat(room.tasks.next(project, ben)).isEmpty();
    }

    @Test
    void aTaskThatBecomesGoldTakesItsSubmissionsOutAndGivesThemBack() {
        Project project = room.comparisons("turns-gold", 1, 1, 3);
        TaskDesk.Leased leased = room.next(project, anna);
        Submission submission = room.submit(anna, leased, "k");
        assertThat(submission.state()).isEqualTo(SubmissionState.COUNTING);
        makeGold(leased.task().id());
        assertThat(room.taskLine(project, leased.task().id()).counting()).isZero();
        assertThat(room.taskLine(project, leased.task().id()).excluded()).isEqualTo(1);
        room.gold.remove(room.namespace, leased.task().id());
        assertThat(room.taskLine(project, leased.task().id()).counting()).isEqualTo(1);
        assertThat(room.taskLine(project, leased.task().id()).state()).isEqualTo(TaskLists.State.DONE);
        // recorded, taken back, recorded again
        assertThat(room.waiting().stream().map(entry -> entry.value().isEmpty()))
                .containsExactly(false, true, false);
    }

    @Test
    void workCountsOnceItsLabelerAgreesWithGoldAndEarlierWorkWithIt() {
        Project project = change(room.comparisons("screening", 1, 4, 3), SettingChanges.screening(2, 0.75));
        List<UUID> ids =
                room.taskLines(project).stream().map(TaskLists.Line::id).toList();
        makeGold(ids.get(0));
        makeGold(ids.get(1));
        Set<UUID> gold = Set.copyOf(ids.subList(0, 2));

        // Anna turns the first round and follows the second: 3 of 6 pairs, below 3/4
        TaskDesk.Leased first = room.next(project, anna);
        rank(anna, first, LabelingRoom.strict(room.outputIds(first.task().id()).reversed()));
        TaskDesk.Leased second = room.next(project, anna);
        rank(anna, second, LabelingRoom.strict(room.outputIds(second.task().id())));
        assertThat(gold).isEqualTo(Set.of(first.task().id(), second.task().id()));
        Submission third = room.submit(anna, room.next(project, anna), "third");
        Submission fourth = room.submit(anna, room.next(project, anna), "fourth");
        assertThat(third.cause()).isEqualTo(ExclusionCause.SCREENING);
        assertThat(fourth.cause()).isEqualTo(ExclusionCause.SCREENING);
        assertThat(room.waiting()).isEmpty();
        assertToldNothing(project, 4);

        // Ben follows one and ties two outputs of the other: 5 of 6 pairs
        TaskDesk.Leased bens = room.next(project, ben);
        rank(ben, bens, LabelingRoom.strict(room.outputIds(bens.task().id())));
        bens = room.next(project, ben);
        List<UUID> outputs = room.outputIds(bens.task().id());
        rank(ben, bens, new Ranking(List.of(outputs.subList(0, 1), outputs.subList(1, 3))));
        TaskDesk.Leased counted = room.next(project, ben);
        assertThat(counted.task().id()).isEqualTo(third.task());
        assertThat(room.submit(ben, counted, "counted").state()).isEqualTo(SubmissionState.COUNTING);

        // with a threshold of one half Anna is through: her third has no place left, her fourth has
        change(project, SettingChanges.screeningThreshold(0.5));
        assertThat(room.taskLine(project, third.task()).surplus()).isEqualTo(1);
        assertThat(room.taskLine(project, fourth.task()).counting()).isEqualTo(1);
        assertThat(room.waiting()).hasSize(2);
        // the fourth rose by a revision when it began to count, and so did the gold ones
        assertThat(new PostgresOwnWork(room.database).submissions(project, anna.id(), 0, 10))
                .extracting(OwnSubmission::revision)
                .containsOnly(2L);

        // and stays through
        change(project, SettingChanges.screeningThreshold(1.0));
        assertThat(hours(project)).extracting(LabelerHours::screened).containsExactly(true, true);
        assertThat(hours(project).getFirst().gold().agreement().agreeing()).isEqualTo(3);
        assertThat(hours(project).getFirst().gold().agreement().pairs()).isEqualTo(6);
    }

    /** All of Anna's work looks as if it counted. */
    private void assertToldNothing(Project project, int submissions) {
        var own = new PostgresOwnWork(room.database);
        assertThat(own.submissions(project, anna.id(), 0, 10))
                .hasSize(submissions)
                .allSatisfy(submission -> {
                    assertThat(submission.standing().state()).isEqualTo(SubmissionState.COUNTING);
                    assertThat(submission.standing().cause()).isNull();
                    assertThat(submission.editable()).isTrue();
                });
        var progress = own.progress(project, anna.id(), room.now.get(), room.now.get());
        assertThat(progress.counting()).isEqualTo(submissions);
        assertThat(progress.excluded()).isZero();
    }

    private List<LabelerHours> hours(Project project) {
        return new PostgresHours(room.database)
                .of(room.projects.get(room.namespace, project.name()), Span.ALL, Per.TOTAL);
    }

    @Test
    void whatIsSaidOfAGoldTaskIsNoDataWhereverItComesFrom() throws IOException {
        Project project = room.comparisons("imported", 2, 2, 3);
        for (int i = 0; i < 2; i++) {
            room.submit(anna, room.next(project, anna), "a" + i);
        }
        String bens = room.lines(project).stream()
                .map(line -> line.replaceFirst("\"id\":\"[^\"]+\"", "\"id\":\"" + UUID.randomUUID() + "\"")
                        .replace(anna.pseudonym(), "labeler-elsewhere"))
                .collect(Collectors.joining("\n"));
        UUID gold = room.taskLines(project).getFirst().id();
        makeGold(gold);
        int told = room.waiting().size();

        var news = new OutboxRows(LabelCodec::topicValue);
        var files = new LabelFiles(
                new PostgresImports(room.database, news, UUID::randomUUID), FileLimits.USUAL, room.now::get);
        assertThat(files.add(
                                project,
                                LabelFormat.NATIVE,
                                new JsonRows(),
                                new ByteArrayInputStream(bens.getBytes(StandardCharsets.UTF_8)),
                                new LabelFiles.Unsaid("", "", false))
                        .added())
                .isEqualTo(2);
        assertThat(room.lines(project)).hasSize(2);
        assertThat(room.taskLine(project, gold).excluded()).isEqualTo(2);
        assertThat(room.waiting()).hasSize(told + 1);
    }

    @Test
    void goldThatATaskCannotHaveIsRefused() {
        Project project = room.comparisons("bad-gold", 1, 1, 3);
        UUID task = room.taskLines(project).getFirst().id();
        List<UUID> outputs = room.outputIds(task);
        assertRefused(
                ErrorCode.RANKING_INCOMPLETE,
                () -> room.gold.put(room.namespace, task, new Ranking(List.of(outputs)), List.of(), "", "lead"));
        assertRefused(
                ErrorCode.OUTPUT_UNKNOWN,
                () -> room.gold.put(
                        room.namespace,
                        task,
                        LabelingRoom.strict(List.of(outputs.getFirst(), UUID.randomUUID())),
                        List.of(),
                        "",
                        "lead"));
        UUID written = room.taskLines(room.demonstrations("bad-gold-2", 1, 1))
                .getFirst()
                .id();
        assertRefused(
                ErrorCode.REQUEST_INVALID,
                () -> room.gold.put(room.namespace, written, LabelingRoom.strict(outputs), List.of(), "", "lead"));
        assertRefused(
                ErrorCode.TASK_UNKNOWN,
                () -> room.gold.put(
                        room.namespace, UUID.randomUUID(), LabelingRoom.strict(outputs), List.of(), "", "lead"));
        assertRefused(
                ErrorCode.SETTINGS_INVALID,
                () -> room.projects.create(new Project(
                        room.namespace,
                        "bad-gold-3",
                        1,
                        new Project.Guidelines(1, ""),
                        new Project.Work.Demonstrations(),
                        new Staffing(true, Collections.emptySortedSet(), 0, 3, 0.75),
                        Project.State.RUNNING)));
    }
}
