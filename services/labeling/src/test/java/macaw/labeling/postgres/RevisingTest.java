package macaw.labeling.postgres;

import static macaw.labeling.Codes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import macaw.errors.ErrorCode;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.outbox.Entry;
import macaw.labeling.projects.Project;
import macaw.labeling.ranking.Ranking;
import macaw.labeling.review.Verdict;
import macaw.labeling.review.Version;
import macaw.labeling.submissions.Content;
import macaw.labeling.submissions.Submission;
import macaw.labeling.submissions.SubmissionState;
import macaw.labeling.tasks.TaskDesk;
import macaw.localstack.testing.TestDatabase;
import macaw.v1.Demonstration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What labelers change of their own work. */
@Tag("integration")
class RevisingTest {
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

    private static Content.Demonstration text(String text) {
        return new Content.Demonstration(text);
    }

    private Submission annas(Project project) {
        return room.submit(anna, room.next(project, anna), "first", text("one"));
    }

    @Test
    void countingWorkIsRevisedUnderItsNextRevisionAndTheEarlierContentIsKept() throws Exception {
        Project project = room.demonstrations("revised", 1, 1);
        Submission submission = annas(project);
        room.now.updateAndGet(now -> now.plusSeconds(60));
        Submission revised = room.revise(anna, submission, "second", text("two"));

        assertThat(revised.id()).isEqualTo(submission.id());
        assertThat(revised.revision()).isEqualTo(2);
        assertThat(revised.state()).isEqualTo(SubmissionState.COUNTING);
        assertThat(revised.durationMillis()).isEqualTo(1_500 + 700);
        assertThat(room.lines(project)).singleElement().asString().contains("\"response\":\"two\"");
        List<Entry> waiting = room.waiting();
        assertThat(waiting)
                .extracting(entry ->
                        Demonstration.parseFrom(entry.value().orElseThrow()).getRevision())
                .containsExactly(1L, 2L);
        assertThat(Demonstration.parseFrom(waiting.getLast().value().orElseThrow())
                        .getResponse())
                .isEqualTo("two");
        List<Version> versions =
                room.reviews.history(room.namespace, submission.id()).versions();
        assertThat(versions).extracting(Version::content).containsExactly(text("one"), text("two"));
        assertThat(versions).extracting(Version::revision).containsExactly(1L, 2L);
        assertThat(versions).extracting(Version::durationMillis).containsExactly(1_500, 2_200);
        assertThat(versions.getFirst().at()).isEqualTo(submission.submittedAt());
        assertThat(versions.getLast().at()).isEqualTo(room.now.get());
    }

    @Test
    void aComparisonIsRevisedWholeAndCheckedAgainstItsForm() {
        Project project = room.comparisons("compared", 1, 1, 4);
        TaskDesk.Leased leased = room.next(project, anna);
        Submission submission = room.submit(anna, leased, "first");
        Content.Comparison whole = LabelingRoom.comparison(leased);
        var unranked = new Content.Comparison(
                whole.ratings(), new Ranking(whole.ranking().groups().subList(0, 2)));
        assertRefused(ErrorCode.RANKING_INCOMPLETE, () -> room.revise(anna, submission, "second", unranked));
        assertRefused(ErrorCode.REQUEST_INVALID, () -> room.revise(anna, submission, "second", text("no")));

        var reversed = new Content.Comparison(
                whole.ratings(), new Ranking(whole.ranking().groups().reversed()));
        room.revise(anna, submission, "second", reversed);
        assertThat(room.mine(anna, submission).content()).isEqualTo(reversed);
        assertThat(room.reviews.history(room.namespace, submission.id()).versions())
                .extracting(Version::content)
                .containsExactly(whole, reversed);
    }

    @Test
    void sentBackWorkThatIsHandedInAgainCounts() throws Exception {
        Project project = room.demonstrations("again", 1, 1);
        Submission submission = annas(project);
        Submission back = room.review(submission, Verdict.SEND_BACK, "Longer.");
        room.next(project, anna);
        Submission again = room.revise(anna, back, "second", text("two, and more"));

        assertThat(again.state()).isEqualTo(SubmissionState.COUNTING);
        assertThat(again.revision()).isEqualTo(3);
        assertThat(Demonstration.parseFrom(room.waiting().getLast().value().orElseThrow())
                        .getRevision())
                .isEqualTo(3);
        assertThat(room.tasks.next(project, anna)).isEmpty();
        assertThat(room.tasks.next(project, ben)).isEmpty();
        assertThat(room.reviews.history(room.namespace, submission.id()).versions())
                .extracting(Version::state)
                .containsExactly(SubmissionState.SENT_BACK, SubmissionState.COUNTING);
    }

    @Test
    void sentBackWorkIsDoneAgainByTodaysGuidelinesWithTheQuestionsThatItAnswered() throws Exception {
        Project project = room.comparisons("terms", 1, 1, 4);
        Submission submission = room.submit(anna, room.next(project, anna), "first");
        room.review(submission, Verdict.SEND_BACK, "By the new guidelines, please.");
        try (var connection = LabelingRoom.source(postgres).getConnection();
                var statement = connection.createStatement()) {
            statement.execute("insert into form (namespace, version, questions) values ('" + room.namespace
                    + "', 'other@1', '[]')");
            statement.execute("insert into guidelines (namespace, project, version, text) values ('" + room.namespace
                    + "', 'terms', 2, 'Be strict.')");
            statement.execute("update project set guidelines = 'Be strict.', guidelines_version = 2,"
                    + " form_version = 'other@1' where namespace = '" + room.namespace + "'");
        }
        TaskDesk.Leased again = room.next(room.projects.get(room.namespace, "terms"), anna);
        assertThat(again.task().project().guidelines().text()).isEqualTo("Be strict.");
        assertThat(again.task().form().orElseThrow().version()).isEqualTo("instructgpt@1");
        Submission revised =
                room.revise(anna, room.mine(anna, submission).submission(), "second", LabelingRoom.comparison(again));
        assertThat(revised.terms().guidelinesVersion()).isEqualTo(2);
        assertThat(revised.terms().form()).isEqualTo("instructgpt@1");
    }

    @Test
    void surplusWorkThatIsRevisedCountsOnlyWhereAPlaceIsFree() {
        Project project = room.demonstrations("surplus", 1, 1);
        TaskDesk.Leased late = room.next(project, anna);
        room.now.updateAndGet(now -> now.plus(LabelingRoom.LEASE).plusSeconds(1));
        Submission bens = room.submit(ben, room.next(project, ben), "bens");
        Submission surplus = room.submit(anna, late, "first", text("one"));
        Submission still = room.revise(anna, surplus, "second", text("two"));
        assertThat(still.state()).isEqualTo(SubmissionState.SURPLUS);
        assertThat(room.waiting()).hasSize(1);
        room.review(bens, Verdict.EXCLUDE, "No.");
        assertThat(room.revise(anna, still, "third", text("three")).state()).isEqualTo(SubmissionState.COUNTING);
    }

    @Test
    void theSameRevisionAgainIsTheSameAnswerAndSoIsTheFirstSubmission() {
        Project project = room.demonstrations("same", 1, 1);
        TaskDesk.Leased leased = room.next(project, anna);
        Submission submission = room.submit(anna, leased, "first", text("one"));
        Submission revised = room.revise(anna, submission, "second", text("two"));
        assertThat(room.revise(anna, submission, "second", text("two"))).isEqualTo(revised);
        assertThat(room.submit(anna, leased, "first", text("one"))).isEqualTo(revised);
        assertThat(room.waiting()).hasSize(2);
        assertThat(room.reviews.history(room.namespace, submission.id()).versions())
                .hasSize(2);
    }

    @Test
    void aRevisionOfWhatWasChangedSinceIsAConflict() {
        Project project = room.demonstrations("since", 1, 1);
        Submission submission = annas(project);
        room.revise(anna, submission, "second", text("two"));
        assertRefused(ErrorCode.SUBMISSION_CONFLICT, () -> room.revise(anna, submission, "third", text("three")));
        assertThat(room.mine(anna, submission).content()).isEqualTo(text("two"));
    }

    @Test
    void nobodySeesOrChangesTheWorkOfSomebodyElse() {
        Project project = room.demonstrations("own", 1, 1);
        Submission submission = annas(project);
        assertRefused(ErrorCode.SUBMISSION_UNKNOWN, () -> room.mine(ben, submission));
        assertRefused(ErrorCode.SUBMISSION_UNKNOWN, () -> room.revise(ben, submission, "k", text("two")));
        assertRefused(
                ErrorCode.SUBMISSION_UNKNOWN, () -> room.revisions.mine(room.namespace, UUID.randomUUID(), anna.id()));
    }

    @Test
    void excludedAndWithdrawnWorkIsNotRevisable() {
        Project project = room.demonstrations("not", 1, 2);
        Submission excluded = room.review(annas(project), Verdict.EXCLUDE, "No.");
        Submission withdrawn = room.withdraw(room.submit(anna, room.next(project, anna), "other"), "asked for it");
        for (Submission submission : List.of(excluded, withdrawn)) {
            assertThat(room.mine(anna, submission).editable()).isFalse();
            assertRefused(ErrorCode.SUBMISSION_STATE_CONFLICT, () -> room.revise(anna, submission, "new", text("two")));
        }
    }

    @Test
    void nothingOfAClosedTaskIsRevised() {
        Project project = room.demonstrations("closed", 1, 1);
        Submission submission = annas(project);
        assertThat(room.mine(anna, submission).editable()).isTrue();
        room.reviews.close(room.namespace, submission.task(), "done", "rita");
        assertThat(room.mine(anna, submission).editable()).isFalse();
        assertRefused(ErrorCode.TASK_CLOSED, () -> room.revise(anna, submission, "second", text("two")));
        assertThat(room.mine(anna, submission).content()).isEqualTo(text("one"));
    }
}
