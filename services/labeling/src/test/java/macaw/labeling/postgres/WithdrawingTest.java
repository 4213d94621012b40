package macaw.labeling.postgres;

import static macaw.labeling.Codes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import macaw.errors.ErrorCode;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.labelers.Labelers;
import macaw.labeling.outbox.Entry;
import macaw.labeling.projects.Project;
import macaw.labeling.review.Verdict;
import macaw.labeling.snapshots.Snapshot;
import macaw.labeling.snapshots.Summary;
import macaw.labeling.submissions.Content;
import macaw.labeling.submissions.Submission;
import macaw.labeling.submissions.SubmissionState;
import macaw.labeling.tasks.TaskDesk;
import macaw.labeling.texts.Sha256;
import macaw.localstack.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Labelers and prompts are taken back with all their work. */
@Tag("integration")
class WithdrawingTest {
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

    /** Why what the condition finds was withdrawn. */
    private String reason(String table, String condition) {
        return room.database.inTransaction(handle -> handle.createQuery(
                        "select withdrawal_reason from " + table + " where namespace = :namespace and " + condition)
                .bind("namespace", room.namespace)
                .mapTo(String.class)
                .one());
    }

    @Test
    void allOfALabelersWorkGoesInEveryProjectWithATombstoneOnItsTopic() throws Exception {
        Project first = room.demonstrations("first", 1, 3);
        Project second = room.comparisons("second", 2, 1, 4);
        Submission one = room.submit(anna, room.next(first, anna), "1");
        Submission two = room.submit(anna, room.next(first, anna), "2");
        room.review(two, Verdict.SEND_BACK, "Longer.");
        room.submit(anna, room.next(second, anna), "3");
        Submission bens = room.submit(ben, room.next(second, ben), "4");
        int before = room.waiting().size();

        assertThat(room.withdrawals.labeler(room.namespace, anna.pseudonym(), "left us", "operator"))
                .isEqualTo(3);
        assertThat(room.withdrawals.labeler(room.namespace, anna.pseudonym(), "again", "operator"))
                .isZero();
        assertThat(room.lines(first)).isEmpty();
        assertThat(room.lines(second))
                .singleElement()
                .asString()
                .contains(bens.id().toString());
        List<Entry> added = room.waiting().subList(before, room.waiting().size());
        assertThat(added)
                .hasSize(2)
                .allSatisfy(entry -> assertThat(entry.value()).isEmpty());
        assertThat(added).extracting(Entry::key).contains(one.id().toString());
        assertThat(reason("labeler", "pseudonym = '" + anna.pseudonym() + "'")).isEqualTo("left us");
        assertThat(room.next(first, ben).task().id()).isEqualTo(one.task());
    }

    @Test
    void aWithdrawnLabelersKeyAndLeasesWorkNoMore() {
        Labelers.Registered carla = room.labelers.register(room.namespace, "Carla", false);
        Project project = room.demonstrations("leaves", 1, 2);
        TaskDesk.Leased held = room.next(project, carla.labeler());
        Submission submission = room.submit(carla.labeler(), held, "1");
        TaskDesk.Leased other = room.next(project, carla.labeler());
        assertThat(room.labelers.ofKey(Sha256.hex(carla.key()))).isPresent();
        room.withdrawals.labeler(room.namespace, carla.labeler().pseudonym(), "left us", "operator");

        assertThat(room.labelers.ofKey(Sha256.hex(carla.key()))).isEmpty();
        assertThat(room.labelers.registered(carla.labeler().subject())).isEmpty();
        assertRefused(
                ErrorCode.FORBIDDEN,
                () -> room.labelers.ofSubject(room.namespace, carla.labeler().subject()));
        assertRefused(ErrorCode.FORBIDDEN, () -> room.submit(carla.labeler(), other, "2"));
        assertRefused(
                ErrorCode.FORBIDDEN,
                () -> room.revise(carla.labeler(), submission, "3", new Content.Demonstration("other")));
        assertThat(room.next(project, ben).task().id()).isEqualTo(held.task().id());
        room.submit(ben, room.next(project, ben), "4");
        assertThat(room.next(project, ben).task().id()).isEqualTo(other.task().id());
    }

    @Test
    void somebodyKnownToAccessControlAloneIsWithdrawnToo() {
        Labeler dora = room.labelers.ofSubject(room.namespace, "dora");
        room.withdrawals.labeler(room.namespace, dora.pseudonym(), "left us", "operator");
        assertRefused(ErrorCode.FORBIDDEN, () -> room.labelers.ofSubject(room.namespace, "dora"));
    }

    @Test
    void aWithdrawalThatWasCutOffIsFinishedByTheSameCall() throws Exception {
        Project project = room.demonstrations("cut-off", 1, 5);
        List<Submission> submissions = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            submissions.add(room.submit(anna, room.next(project, anna), "k" + i));
        }
        // as if the service had died after the mark and the first two
        var store = new PostgresWithdrawals(room.database);
        store.markLabeler(room.namespace, anna.pseudonym(), "left us", room.now.get());
        room.withdraw(submissions.get(0), "left us");
        room.withdraw(submissions.get(1), "left us");
        assertThat(room.withdrawals.labeler(room.namespace, anna.pseudonym(), "left us", "operator"))
                .isEqualTo(3);
        assertThat(room.lines(project)).isEmpty();
        assertThat(room.waiting()).hasSize(10);
    }

    @Test
    void aWithdrawnPromptIsHandedOutNoMoreAndItsWorkGoes() throws Exception {
        Project project = room.demonstrations("prompt", 2, 1);
        TaskDesk.Leased bens = room.next(project, ben);
        Submission submission = room.submit(anna, room.next(project, anna), "k");
        assertThat(room.withdrawals.prompt(project, "p0", "holds a phone number", "operator"))
                .isOne();
        assertThat(room.withdrawals.prompt(project, "p0", "again", "operator")).isZero();

        assertThat(room.tasks.next(project, room.labeler("Carla"))).isEmpty();
        assertThat(room.lines(project)).isEmpty();
        assertThat(room.waiting().getLast().value()).isEmpty();
        assertThat(reason("prompt", "project = 'prompt' and id = 'p0'")).isEqualTo("holds a phone number");
        assertThat(room.submit(ben, bens, "late").state()).isEqualTo(SubmissionState.SURPLUS);
        assertRefused(
                ErrorCode.TASK_CLOSED, () -> room.reviews.reopen(room.namespace, submission.task(), "come on", "rita"));
        assertThat(room.withdrawals.prompt(project, "p0", "the late one too", "operator"))
                .isOne();
    }

    @Test
    void aSnapshotSaysHowMuchIsTakenBackAndNeverHoldsTheWorkOfAWithdrawnLabeler() throws Exception {
        Project project = room.demonstrations("counted", 2, 2);
        room.submit(anna, room.next(project, anna), "1");
        Submission bens = room.submit(ben, room.next(project, ben), "2");
        Snapshot before = room.snapshots.create(project, Set.of());
        room.withdrawals.labeler(room.namespace, anna.pseudonym(), "left us", "operator");
        room.withdrawals.prompt(project, "p1", "private data", "operator");
        Snapshot after = room.snapshots.create(project, Set.of());
        assertThat(before.records()).isEqualTo(2);
        assertThat(after.records()).isOne();
        assertThat(room.snapshots.summary(after).withdrawn()).isEqualTo(new Summary.Withdrawn(1, 1, 1));
        // as if it had been brought in again from a file
        try (var connection = LabelingRoom.source(postgres).getConnection();
                var count = connection.createStatement()) {
            count.execute("update submission set state = 'COUNTING' where labeler_id = '" + anna.id() + "'");
        }
        assertThat(room.lines(project))
                .singleElement()
                .asString()
                .contains(bens.id().toString());
    }

    @Test
    void oneSubmissionTakenBackKeepsItsReason() throws Exception {
        Project project = room.demonstrations("alone", 1, 1);
        Submission submission = room.submit(anna, room.next(project, anna), "k");
        room.withdraw(submission, "asked for it");
        assertThat(reason("submission", "id = '" + submission.id() + "'")).isEqualTo("asked for it");
    }

    @Test
    void aWithdrawalWaitsForWhatItsLabelerIsJustHandingIn() {
        String refused = room.database.inTransaction(handle -> {
            PostgresLabelers.working(handle, room.namespace, anna.id());
            try (var connection = LabelingRoom.source(postgres).getConnection();
                    var mark = connection.createStatement()) {
                mark.execute("select 1 from labeler where id = '" + anna.id() + "' for no key update nowait");
                return "";
            } catch (SQLException e) {
                return e.getSQLState();
            }
        });
        assertThat(refused).as("lock not available").isEqualTo("55P03");
    }

    @Test
    void whatIsNotThereIsRefused() {
        Project project = room.demonstrations("unknown", 1, 1);
        assertRefused(
                ErrorCode.LABELER_UNKNOWN,
                () -> room.withdrawals.labeler(room.namespace, "labeler-x", "why", "operator"));
        assertRefused(ErrorCode.PROMPT_UNKNOWN, () -> room.withdrawals.prompt(project, "p9", "why", "operator"));
        assertRefused(
                ErrorCode.TEXT_EMPTY,
                () -> room.withdrawals.labeler(room.namespace, anna.pseudonym(), " ", "operator"));
        assertThat(room.tasks.next(project, anna)).isPresent();
    }
}
