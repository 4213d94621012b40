package macaw.labeling.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import macaw.labeling.forms.Answer;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.projects.Project;
import macaw.labeling.prompts.Split;
import macaw.labeling.quality.Dispute;
import macaw.labeling.quality.GoldAgreement;
import macaw.labeling.quality.Judgement;
import macaw.labeling.quality.LabelerQuality;
import macaw.labeling.quality.Period;
import macaw.labeling.quality.QualityDesk;
import macaw.labeling.quality.QualityFilter;
import macaw.labeling.quality.QualityReport;
import macaw.labeling.submissions.Submission;
import macaw.labeling.submissions.SubmissionState;
import macaw.labeling.tasks.TaskDesk;
import macaw.localstack.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What judgement is read as for its figures. */
@Tag("integration")
class QualityReadingTest {
    private static TestDatabase postgres;
    private DataSource source;
    private LabelingRoom room;
    private PostgresQuality quality;
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
        source = LabelingRoom.source(postgres);
        room = new LabelingRoom(source);
        quality = new PostgresQuality(room.database);
        anna = room.labeler("Anna");
        ben = room.labeler("Ben");
    }

    @Test
    void aJudgementSaysWhatTheLabelerSaidInTheOrderTheySawIt() {
        Project project = room.comparisons("said", 2, 1, 3);
        TaskDesk.Leased leased = room.next(project, anna);
        Submission submission = room.submit(anna, leased, "k");

        Judgement judgement = quality.judgements(project, QualityFilter.NONE).getFirst();
        assertThat(judgement.submission()).isEqualTo(submission.id());
        assertThat(judgement.task()).isEqualTo(leased.task().id());
        assertThat(judgement.labeler().pseudonym()).isEqualTo(anna.pseudonym());
        assertThat(judgement.labeler().name()).isEqualTo("Anna");
        assertThat(judgement.labeler().simulated()).isTrue();
        assertThat(judgement.submittedAt()).isEqualTo(room.now.get());
        assertThat(judgement.durationMillis()).isEqualTo(1_500);
        // the room ranks the shown order with the last two tied
        assertThat(judgement.outputs()).hasSize(3).allSatisfy(output -> {
            assertThat(output.rank()).isEqualTo(Math.min(output.shownAt(), 1));
            assertThat(output.overall()).isEqualTo(4);
            assertThat(output.answers())
                    .hasSize(11)
                    .allSatisfy((question, answer) -> assertThat(answer).isEqualTo(Answer.NO));
            assertThat(leased.shown().get(output.shownAt()).id()).isEqualTo(output.output());
        });
    }

    @Test
    void textsAreReadForTheirTimes() {
        Project project = room.demonstrations("texts", 1, 1);
        room.submit(anna, room.next(project, anna), "k");
        assertThat(quality.judgements(project, QualityFilter.NONE))
                .singleElement()
                .satisfies(judgement -> {
                    assertThat(judgement.compares()).isFalse();
                    assertThat(judgement.durationMillis()).isEqualTo(1_500);
                });
        QualityReport report = desk().report(project, QualityFilter.NONE, Period.DAY);
        assertThat(report.agreement().comparisons()).isZero();
        assertThat(report.labelers().getFirst().time()).isPresent();
    }

    @Test
    void whatDoesNotCountIsNotMeasuredButShown() throws Exception {
        Project project = room.comparisons("counts", 2, 1, 3);
        TaskDesk.Leased leased = room.next(project, anna);
        Submission annas = room.submit(anna, leased, "k");
        room.submit(ben, room.next(project, ben), "k");
        assertThat(quality.judgements(project, QualityFilter.NONE)).hasSize(2);
        for (String change : List.of(
                "state = 'SURPLUS'",
                "state = 'SENT_BACK'",
                "state = 'EXCLUDED', cause = 'REVIEW'",
                "state = 'COUNTING', cause = null, adjudication = true")) {
            execute("update submission set " + change + " where id = '" + annas.id() + "'");
            assertThat(quality.judgements(project, QualityFilter.NONE))
                    .as(change)
                    .hasSize(1);
            assertThat(views(project, leased)).as(change).hasSize(2);
        }
        execute("update submission set adjudication = false, state = 'WITHDRAWN' where id = '" + annas.id() + "'");
        assertThat(quality.judgements(project, QualityFilter.NONE)).hasSize(1);
        assertThat(views(project, leased)).hasSize(1);
    }

    private List<Dispute.View> views(Project project, TaskDesk.Leased leased) {
        return quality.disputes(project, List.of(leased.task().id())).getFirst().views();
    }

    @Test
    void aDisputeShowsOutputsPoliciesAndEverybodysViews() {
        Project project = room.comparisons("disputed", 2, 1, 3);
        TaskDesk.Leased leased = room.next(project, anna);
        Submission submission = room.submit(anna, leased, "k");
        Dispute dispute = quality.disputes(project, List.of(leased.task().id())).getFirst();
        assertThat(dispute.promptId()).isEqualTo("p0");
        assertThat(dispute.prompt()).isEqualTo("Write disputed 0");
        assertThat(dispute.category()).isEqualTo("lists");
        assertThat(dispute.language()).isEqualTo("en");
        assertThat(dispute.closed()).isFalse();
        assertThat(dispute.outputs())
                .extracting(Dispute.Output::text)
                .containsExactly("p0 answer 0", "p0 answer 1", "p0 answer 2");
        assertThat(dispute.outputs())
                .allSatisfy(output -> assertThat(output.policies()).containsExactly("default/sft@1"));
        Dispute.View view = dispute.views().getFirst();
        assertThat(view.submission()).isEqualTo(submission.id());
        assertThat(view.state()).isEqualTo(SubmissionState.COUNTING);
        assertThat(view.outputs()).hasSize(3);
        assertThat(quality.disputes(project, List.of(UUID.randomUUID()))).isEmpty();
    }

    @Test
    void theFilterChoosesByWhoAndWhenAndSplit() throws Exception {
        Project project = room.comparisons("filtered", 2, 1, 3);
        room.submit(anna, room.next(project, anna), "k");
        var then = room.now.get();
        room.now.set(then.plus(Duration.ofDays(1)));
        Labeler person = room.labelers.register(room.namespace, "Cem", false).labeler();
        room.submit(person, room.next(project, person), "k");
        execute("update prompt_group set split = 'TEST' where namespace = '" + room.namespace + "'");

        assertThat(pseudonyms(project, QualityFilter.NONE)).hasSize(2);
        assertThat(pseudonyms(project, with(QualityFilter.Simulated.EXCLUDE))).containsExactly(person.pseudonym());
        assertThat(pseudonyms(project, with(QualityFilter.Simulated.ONLY))).containsExactly(anna.pseudonym());
        assertThat(pseudonyms(
                        project,
                        new QualityFilter(
                                QualityFilter.Simulated.INCLUDE,
                                Set.of(),
                                Optional.of(room.now.get()),
                                Optional.empty())))
                .containsExactly(person.pseudonym());
        assertThat(pseudonyms(
                        project,
                        new QualityFilter(
                                QualityFilter.Simulated.INCLUDE,
                                Set.of(),
                                Optional.empty(),
                                Optional.of(room.now.get()))))
                .containsExactly(anna.pseudonym());
        assertThat(pseudonyms(project, of(Set.of(Split.TEST)))).hasSize(2);
        assertThat(pseudonyms(project, of(Set.of(Split.TRAIN, Split.VALIDATION))))
                .isEmpty();
    }

    private static QualityFilter with(QualityFilter.Simulated simulated) {
        return new QualityFilter(simulated, Set.of(), Optional.empty(), Optional.empty());
    }

    private static QualityFilter of(Set<Split> splits) {
        return new QualityFilter(QualityFilter.Simulated.INCLUDE, splits, Optional.empty(), Optional.empty());
    }

    private List<String> pseudonyms(Project project, QualityFilter filter) {
        return quality.judgements(project, filter).stream()
                .map(judgement -> judgement.labeler().pseudonym())
                .toList();
    }

    /** Gold turns the order shown to Anna around: she orders 2 of its 3 pairs strictly, both the other way, and ties the third. */
    @Test
    void goldIsHeldAgainstWhatLabelersSaidWhetherItCountsOrNot() throws Exception {
        Project project = room.comparisons("gold", 2, 2, 3);
        TaskDesk.Leased leased = room.next(project, anna);
        Submission submission = room.submit(anna, leased, "k");
        room.submit(anna, room.next(project, anna), "l");
        assertThat(quality.gold(project, QualityFilter.NONE)).isEmpty();
        gold(leased, "[[\"%3$s\"],[\"%2$s\"],[\"%1$s\"]]");
        execute("update submission set state = 'EXCLUDED', cause = 'GOLD' where id = '" + submission.id() + "'");
        assertThat(quality.gold(project, QualityFilter.NONE)).singleElement().satisfies(tried -> {
            assertThat(tried.labeler().pseudonym()).isEqualTo(anna.pseudonym());
            assertThat(tried.agreement()).isEqualTo(new GoldAgreement(0, 3));
        });
        gold(leased, "[[\"%1$s\"],[\"%2$s\", \"%3$s\"]]");
        assertThat(quality.gold(project, QualityFilter.NONE))
                .extracting(LabelerQuality.Tried::agreement)
                .containsExactly(new GoldAgreement(2, 2));
        assertThat(quality.gold(project, with(QualityFilter.Simulated.EXCLUDE))).isEmpty();
        execute("update submission set state = 'WITHDRAWN', cause = null where id = '" + submission.id() + "'");
        assertThat(quality.gold(project, QualityFilter.NONE)).isEmpty();
    }

    private void gold(TaskDesk.Leased leased, String ranking) throws Exception {
        Object[] shown = leased.shown().stream().map(output -> output.id()).toArray();
        execute("""
                insert into gold (namespace, task_id, ranking, note, created_by, created_at)
                values ('%s', '%s', '%s', '', 'lead', now())
                on conflict (namespace, task_id) do update set ranking = excluded.ranking, created_at = now()""".formatted(room.namespace, leased.task().id(), ranking.formatted(shown)));
    }

    @Test
    void aReportIsKeptUntilSomethingChanges() throws Exception {
        Project project = room.comparisons("kept", 2, 1, 3);
        TaskDesk.Leased leased = room.next(project, anna);
        room.submit(anna, leased, "k");
        QualityDesk desk = desk();
        QualityReport first = desk.report(project, QualityFilter.NONE, Period.DAY);
        assertThat(desk.report(project, QualityFilter.NONE, Period.DAY)).isSameAs(first);
        assertThat(desk.report(project, QualityFilter.NONE, Period.WEEK)).isNotSameAs(first);
        room.submit(ben, room.next(project, ben), "k");
        QualityReport second = desk.report(project, QualityFilter.NONE, Period.DAY);
        assertThat(second.agreement().sharedTasks()).isOne();
        gold(leased, "[[\"%1$s\"],[\"%2$s\", \"%3$s\"]]");
        QualityReport third = desk.report(project, QualityFilter.NONE, Period.DAY);
        assertThat(third.labelers()).filteredOn(of -> of.gold().pairs() > 0).isNotEmpty();
        gold(leased, "[[\"%3$s\"],[\"%2$s\", \"%1$s\"]]");
        assertThat(desk.report(project, QualityFilter.NONE, Period.DAY)).isNotSameAs(third);
        execute("update prompt set withdrawn_at = now() where namespace = '" + room.namespace + "'");
        assertThat(desk.report(project, QualityFilter.NONE, Period.DAY)
                        .agreement()
                        .comparisons())
                .isZero();
    }

    @Test
    void disputesComeMostDisputedFirstInPages() {
        Project project = room.comparisons("pages", 2, 3, 3);
        for (int task = 0; task < 3; task++) {
            room.submit(anna, room.next(project, anna), "k" + task);
            room.submit(ben, room.next(project, ben), "k" + task);
        }
        QualityDesk desk = desk();
        List<QualityDesk.Disputed> all =
                desk.disputes(project, QualityFilter.NONE, 0, 50).disputes();
        assertThat(all).hasSize(3);
        assertThat(all)
                .extracting(disputed -> -disputed.disagreement().orElseThrow().disagreement())
                .isSorted();
        QualityDesk.Page second = desk.disputes(project, QualityFilter.NONE, 1, 1);
        assertThat(second.total()).isEqualTo(3);
        assertThat(second.disputes()).containsExactly(all.get(1));
        assertThat(desk.disputes(project, QualityFilter.NONE, 3, 1).disputes()).isEmpty();
    }

    private QualityDesk desk() {
        return new QualityDesk(quality, new PostgresForms(room.database));
    }

    private void execute(String sql) throws Exception {
        try (Connection connection = source.getConnection()) {
            connection.createStatement().execute(sql);
        }
    }
}
