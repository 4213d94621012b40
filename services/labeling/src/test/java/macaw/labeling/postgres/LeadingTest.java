package macaw.labeling.postgres;

import static macaw.labeling.Codes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import macaw.errors.ErrorCode;
import macaw.labeling.hours.LabelerHours;
import macaw.labeling.hours.Per;
import macaw.labeling.hours.Span;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.outbox.Entry;
import macaw.labeling.outputs.Output;
import macaw.labeling.ownwork.OwnSubmission;
import macaw.labeling.projects.GuidelinesVersion;
import macaw.labeling.projects.Project;
import macaw.labeling.projects.ProjectChanges;
import macaw.labeling.projects.Staffing;
import macaw.labeling.ranking.Ranking;
import macaw.labeling.submissions.Content;
import macaw.labeling.submissions.ExclusionCause;
import macaw.labeling.submissions.Submission;
import macaw.labeling.submissions.SubmissionState;
import macaw.labeling.tasks.Assignments;
import macaw.labeling.tasks.TaskDesk;
import macaw.labeling.tasks.TaskLists;
import macaw.localstack.LocalPostgres;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What leads do to a running project, on a real PostgreSQL. */
@Tag("integration")
class LeadingTest {
    private static LocalPostgres postgres;
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
    void enter() throws Exception {
        var source = LabelingRoom.source(postgres);
        LabelingRoom.forgetOutbox(source);
        room = new LabelingRoom(source);
        lists = new PostgresTaskLists(room.database, room.now::get);
        assignments = new Assignments(
                new PostgresAssignments(room.database, room.now::get),
                new PostgresDirectory(room.database),
                room.now::get);
        anna = room.labeler("Anna");
        ben = room.labeler("Ben");
    }

    private Project change(
            Project project,
            @Nullable Integer overlap,
            @Nullable Double goldShare,
            @Nullable Integer screeningTasks,
            @Nullable Double threshold) {
        return room.settings.change(
                project.namespace(),
                project.name(),
                new ProjectChanges(
                        null,
                        null,
                        null,
                        null,
                        overlap,
                        null,
                        null,
                        null,
                        null,
                        goldShare,
                        screeningTasks,
                        threshold,
                        null));
    }

    private List<TaskLists.Line> lines(Project project) {
        return lists.after(project, Optional.empty(), false, 0, 100);
    }

    private TaskLists.Line line(Project project, UUID task) {
        return lines(project).stream()
                .filter(line -> line.id().equals(task))
                .findFirst()
                .orElseThrow();
    }

    /** The task's outputs in their recorded order. */
    private List<UUID> outputs(UUID task) {
        return lists.get(room.namespace, task).outputs().stream()
                .map(Output::id)
                .toList();
    }

    private void makeGold(UUID task) {
        room.gold.put(room.namespace, task, strict(outputs(task)), List.of(), "", "lead");
    }

    private static Ranking strict(List<UUID> outputs) {
        return new Ranking(outputs.stream().map(List::of).toList());
    }

    private Submission rank(Labeler labeler, TaskDesk.Leased leased, Ranking ranking) {
        Content.Comparison usual = LabelingRoom.comparison(leased);
        return room.submit(
                labeler, leased, leased.lease().id().toString(), new Content.Comparison(usual.ratings(), ranking));
    }

    private List<Entry> news() {
        try (var turn = room.outbox.tryTakeTurn().orElseThrow()) {
            return turn.oldest(1_000, Set.of());
        }
    }

    @Test
    void aHigherOverlapReopensTasksAndALowerOneCompletesThem() {
        Project project = room.demonstrations("overlap", 1, 2);
        room.submit(anna, room.next(project, anna), "1");
        assertThat(room.projects.progress(room.namespace, "overlap").tasksDone())
                .isEqualTo(1);

        Project wider = change(project, 2, null, null, null);
        assertThat(room.projects.progress(room.namespace, "overlap").tasksDone())
                .isZero();
        assertThat(room.submit(ben, room.next(wider, ben), "1").state()).isEqualTo(SubmissionState.COUNTING);
        room.submit(anna, room.next(wider, anna), "2");
        assertThat(room.projects.progress(room.namespace, "overlap").tasksDone())
                .isEqualTo(1);

        change(wider, 1, null, null, null);
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
                                ? new ProjectChanges(
                                        null,
                                        null,
                                        "Text " + number,
                                        null,
                                        null,
                                        null,
                                        null,
                                        null,
                                        null,
                                        null,
                                        null,
                                        null,
                                        null)
                                : new ProjectChanges(
                                        null,
                                        null,
                                        null,
                                        null,
                                        10 + number,
                                        null,
                                        null,
                                        null,
                                        null,
                                        null,
                                        null,
                                        null,
                                        null))));
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
        Project closed = room.settings.change(
                room.namespace,
                "members",
                new ProjectChanges(
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        false,
                        new TreeSet<>(Set.of(anna.pseudonym())),
                        null,
                        null,
                        null,
                        null));
        assertThat(room.next(closed, anna)).isNotNull();
        assertRefused(ErrorCode.NOT_A_MEMBER, () -> room.next(closed, ben));
        assertRefused(
                ErrorCode.LABELER_UNKNOWN,
                () -> room.settings.change(
                        room.namespace,
                        "members",
                        new ProjectChanges(
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                new TreeSet<>(Set.of("nobody")),
                                null,
                                null,
                                null,
                                null)));
        assertThat(room.projects.get(room.namespace, project.name()).staffing().members())
                .containsExactly(anna.pseudonym());
    }

    @Test
    void everybodyGetsAGoldTaskOnceAndItFillsNoPlace() {
        Project project = change(room.comparisons("gold", 1, 3, 3), null, 0.5, null, null);
        UUID gold = lines(project).getFirst().id();
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
        assertThat(line(project, gold).counting()).isZero();
        assertThat(line(project, gold).state()).isEqualTo(TaskLists.State.OPEN);
        assertThat(room.projects.progress(room.namespace, "gold").prompts()).isEqualTo(2);
        assertThat(room.projects.progress(room.namespace, "gold").tasksDone()).isEqualTo(2);
        assertThat(room.projects.progress(room.namespace, "gold").goldTasks()).isEqualTo(1);
        assertThat(room.lines(project)).hasSize(2);
        assertThat(news()).hasSize(2);
    }

    @Test
    void withoutAShareAndScreeningNobodyGetsGold() {
        Project project = room.comparisons("no-share", 1, 2, 3);
        List<UUID> ids = lines(project).stream().map(TaskLists.Line::id).toList();
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
        assertThat(line(project, leased.task().id()).counting()).isZero();
        assertThat(line(project, leased.task().id()).excluded()).isEqualTo(1);
        room.gold.remove(room.namespace, leased.task().id());
        assertThat(line(project, leased.task().id()).counting()).isEqualTo(1);
        assertThat(line(project, leased.task().id()).state()).isEqualTo(TaskLists.State.DONE);
        // recorded, taken back, recorded again
        assertThat(news().stream().map(entry -> entry.value().isEmpty())).containsExactly(false, true, false);
    }

    @Test
    void workCountsOnceItsLabelerAgreesWithGoldAndEarlierWorkWithIt() {
        Project project = change(room.comparisons("screening", 1, 4, 3), null, null, 2, 0.75);
        List<UUID> ids = lines(project).stream().map(TaskLists.Line::id).toList();
        makeGold(ids.get(0));
        makeGold(ids.get(1));
        Set<UUID> gold = Set.copyOf(ids.subList(0, 2));

        // Anna turns the first round and follows the second: 3 of 6 pairs, below 3/4
        TaskDesk.Leased first = room.next(project, anna);
        rank(anna, first, strict(outputs(first.task().id()).reversed()));
        TaskDesk.Leased second = room.next(project, anna);
        rank(anna, second, strict(outputs(second.task().id())));
        assertThat(gold).isEqualTo(Set.of(first.task().id(), second.task().id()));
        Submission third = room.submit(anna, room.next(project, anna), "third");
        Submission fourth = room.submit(anna, room.next(project, anna), "fourth");
        assertThat(third.cause()).isEqualTo(ExclusionCause.SCREENING);
        assertThat(fourth.cause()).isEqualTo(ExclusionCause.SCREENING);
        assertThat(news()).isEmpty();
        assertToldNothing(project, 4);

        // Ben follows one and ties two outputs of the other: 5 of 6 pairs
        TaskDesk.Leased bens = room.next(project, ben);
        rank(ben, bens, strict(outputs(bens.task().id())));
        bens = room.next(project, ben);
        List<UUID> outputs = outputs(bens.task().id());
        rank(ben, bens, new Ranking(List.of(outputs.subList(0, 1), outputs.subList(1, 3))));
        TaskDesk.Leased counted = room.next(project, ben);
        assertThat(counted.task().id()).isEqualTo(third.task());
        assertThat(room.submit(ben, counted, "counted").state()).isEqualTo(SubmissionState.COUNTING);

        // with a threshold of one half Anna is through: her third has no place left, her fourth has
        change(project, null, null, null, 0.5);
        assertThat(line(project, third.task()).surplus()).isEqualTo(1);
        assertThat(line(project, fourth.task()).counting()).isEqualTo(1);
        assertThat(news()).hasSize(2);
        // the fourth rose by a revision when it began to count, and so did the gold ones
        assertThat(new PostgresOwnWork(room.database).submissions(project, anna.id(), 0, 10))
                .extracting(OwnSubmission::revision)
                .containsOnly(2L);

        // and stays through
        change(project, null, null, null, 1.0);
        assertThat(hours(project, Per.TOTAL)).extracting(LabelerHours::screened).containsExactly(true, true);
        assertThat(hours(project, Per.TOTAL).getFirst().gold().agreement().agreeing())
                .isEqualTo(3);
        assertThat(hours(project, Per.TOTAL).getFirst().gold().agreement().pairs())
                .isEqualTo(6);
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

    @Test
    void goldThatATaskCannotHaveIsRefused() {
        Project project = room.comparisons("bad-gold", 1, 1, 3);
        UUID task = lines(project).getFirst().id();
        List<UUID> outputs = outputs(task);
        assertRefused(
                ErrorCode.RANKING_INCOMPLETE,
                () -> room.gold.put(room.namespace, task, new Ranking(List.of(outputs)), List.of(), "", "lead"));
        assertRefused(
                ErrorCode.OUTPUT_UNKNOWN,
                () -> room.gold.put(
                        room.namespace,
                        task,
                        strict(List.of(outputs.getFirst(), UUID.randomUUID())),
                        List.of(),
                        "",
                        "lead"));
        UUID written = lines(room.demonstrations("bad-gold-2", 1, 1)).getFirst().id();
        assertRefused(
                ErrorCode.REQUEST_INVALID,
                () -> room.gold.put(room.namespace, written, strict(outputs), List.of(), "", "lead"));
        assertRefused(
                ErrorCode.TASK_UNKNOWN,
                () -> room.gold.put(room.namespace, UUID.randomUUID(), strict(outputs), List.of(), "", "lead"));
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

    private List<LabelerHours> hours(Project project, Per per) {
        return new PostgresHours(room.database).of(room.projects.get(room.namespace, project.name()), Span.ALL, per);
    }

    @Test
    void hoursAreAddedUpByDayAndMonth() {
        Project project = room.demonstrations("hours", 1, 5);
        for (String moment : List.of("2026-01-30T23:59:59Z", "2026-01-31T00:00:00Z", "2026-02-01T12:00:00Z")) {
            room.now.set(java.time.Instant.parse(moment));
            room.submit(anna, room.next(project, anna), moment);
        }
        LabelerHours annas = hours(project, Per.DAY).getFirst();
        assertThat(annas.total().tasks()).isEqualTo(3);
        assertThat(annas.total().counting()).isEqualTo(3);
        assertThat(annas.total().totalMillis()).isEqualTo(4_500);
        assertThat(annas.total().medianMillis()).isEqualTo(1_500);
        assertThat(annas.periods().stream()
                        .collect(Collectors.toMap(work -> String.valueOf(work.period()), work -> work.tasks())))
                .isEqualTo(Map.of("2026-01-30", 1, "2026-01-31", 1, "2026-02-01", 1));
        assertThat(hours(project, Per.MONTH).getFirst().periods())
                .extracting(work -> work.period() + " " + work.tasks())
                .containsExactly("2026-02 1", "2026-01 2");
        assertThat(new PostgresHours(room.database)
                        .of(project, Span.of("2026-01-31", "2026-01-31"), Per.TOTAL)
                        .getFirst()
                        .total()
                        .tasks())
                .isEqualTo(1);
    }

    @Test
    void aClosedProjectHandsOutNothingAndChangesNoMore() {
        Project project = room.comparisons("closed", 1, 1, 3);
        UUID task = lines(project).getFirst().id();
        List<UUID> outputs = outputs(task);
        Project closed = room.settings.change(room.namespace, "closed", ProjectChanges.of(Project.State.CLOSED));
        assertRefused(ErrorCode.PROJECT_CLOSED, () -> room.next(closed, anna));
        assertRefused(ErrorCode.PROJECT_CLOSED, () -> room.addPrompts(closed, 1));
        assertRefused(
                ErrorCode.PROJECT_CLOSED,
                () -> room.gold.put(room.namespace, task, strict(outputs), List.of(), "", "lead"));
        assertRefused(
                ErrorCode.PROJECT_CLOSED,
                () -> assignments.assign(room.namespace, task, anna.pseudonym(), false, "lead"));
    }
}
