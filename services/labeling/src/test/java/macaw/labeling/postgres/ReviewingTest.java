package macaw.labeling.postgres;

import static macaw.labeling.Codes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import macaw.errors.ErrorCode;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.outbox.Entry;
import macaw.labeling.projects.Project;
import macaw.labeling.prompts.NewPrompt;
import macaw.labeling.prompts.Sensitivity;
import macaw.labeling.review.History;
import macaw.labeling.review.ReviewEntry;
import macaw.labeling.review.Verdict;
import macaw.labeling.submissions.Content;
import macaw.labeling.submissions.ExclusionCause;
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

/** What leads decide about submissions. */
@Tag("integration")
class ReviewingTest {
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

    private Submission annas(Project project) {
        return room.submit(anna, room.next(project, anna), "annas");
    }

    /** Anna's work that came after Ben had taken her place. */
    private Submission surplus(Project project) {
        TaskDesk.Leased late = room.next(project, anna);
        room.now.updateAndGet(now -> now.plus(LabelingRoom.LEASE).plusSeconds(1));
        room.submit(ben, room.next(project, ben), "bens");
        Submission submission = room.submit(anna, late, "annas");
        assertThat(submission.state()).isEqualTo(SubmissionState.SURPLUS);
        return submission;
    }

    @Test
    void workThatIsSentBackStopsCountingAndItsPlaceIsKept() {
        Project project = room.demonstrations("back", 1, 1);
        Submission submission = annas(project);
        Submission back = room.review(submission, Verdict.SEND_BACK, "Write whole sentences.");

        assertThat(back.state()).isEqualTo(SubmissionState.SENT_BACK);
        assertThat(back.revision()).isEqualTo(2);
        assertThat(room.lines(project)).isEmpty();
        List<Entry> waiting = room.waiting();
        assertThat(waiting)
                .extracting(Entry::key)
                .containsExactly(submission.id().toString(), submission.id().toString());
        assertThat(waiting.getLast().value()).isEmpty();
        assertThat(room.tasks.next(project, ben)).isEmpty();
    }

    @Test
    void itsLabelerGetsItBeforeNewWorkWithTheCommentAndWhatTheyHadSaid() {
        Project project = room.comparisons("again", 1, 3, 4);
        TaskDesk.Leased first = room.next(project, anna);
        Submission submission = room.submit(anna, first, "k");
        room.review(submission, Verdict.SEND_BACK, "Look at the second one again.");

        TaskDesk.Leased again = room.next(project, anna);
        assertThat(again.task().id()).isEqualTo(first.task().id());
        assertThat(again.shown()).isEqualTo(first.shown());
        var before = new PostgresSentBack(room.database)
                .find(room.namespace, again.task().id(), anna.id())
                .orElseThrow();
        assertThat(before.reviewComment()).isEqualTo("Look at the second one again.");
        assertThat(before.content()).isEqualTo(LabelingRoom.comparison(first));
        assertThat(room.mine(anna, before.submission()).editable()).isTrue();
        assertThat(room.next(project, anna).lease().id())
                .isEqualTo(again.lease().id());
        assertThat(room.next(project, ben).task().id())
                .isNotEqualTo(first.task().id());
    }

    @Test
    void excludedWorkFreesItsPlaceForOthers() {
        Project project = room.demonstrations("excluded", 1, 1);
        Submission excluded = room.review(annas(project), Verdict.EXCLUDE, "Copied from elsewhere.");
        assertThat(excluded.state()).isEqualTo(SubmissionState.EXCLUDED);
        assertThat(excluded.cause()).isEqualTo(ExclusionCause.REVIEW);
        assertThat(room.lines(project)).isEmpty();
        assertThat(room.waiting().getLast().value()).isEmpty();
        assertThat(room.tasks.next(project, anna)).isEmpty();
        assertThat(room.tasks.next(project, ben)).isPresent();
    }

    @Test
    void excludedWorkCountsAgainUnderItsNextRevisionWhereAPlaceIsFree() throws Exception {
        Project project = room.demonstrations("counted", 1, 1);
        Submission excluded = room.review(annas(project), Verdict.EXCLUDE, "Copied?");
        Submission counted = room.review(excluded, Verdict.COUNT, "It was not.");
        assertThat(counted.state()).isEqualTo(SubmissionState.COUNTING);
        assertThat(counted.cause()).isNull();
        assertThat(counted.revision()).isEqualTo(3);
        var announced = Demonstration.parseFrom(room.waiting().getLast().value().orElseThrow());
        assertThat(announced.getRevision()).isEqualTo(3);
        assertThat(room.lines(project)).singleElement().asString().contains("\"revision\":3");
        assertThat(room.tasks.next(project, ben)).isEmpty();
    }

    @Test
    void noWorkCountsWhereAllPlacesAreTaken() {
        Project project = room.demonstrations("full", 1, 1);
        Submission surplus = surplus(project);
        assertRefused(ErrorCode.TASK_FULL, () -> room.review(surplus, Verdict.COUNT, ""));
        assertRefused(ErrorCode.TASK_FULL, () -> room.review(surplus, Verdict.SEND_BACK, "Shorter."));
        assertThat(room.lines(project)).hasSize(1);
    }

    @Test
    void aPlaceThatSomebodyHoldsIsNotFree() {
        Project project = room.demonstrations("held", 1, 1);
        Submission excluded = room.review(annas(project), Verdict.EXCLUDE, "No.");
        room.next(project, ben);
        assertRefused(ErrorCode.TASK_FULL, () -> room.review(excluded, Verdict.COUNT, ""));
        room.now.updateAndGet(now -> now.plus(LabelingRoom.LEASE));
        assertThat(room.review(excluded, Verdict.COUNT, "").state()).isEqualTo(SubmissionState.COUNTING);
    }

    @Test
    void surplusWorkCountsOnceAnotherStopsCounting() {
        Project project = room.demonstrations("surplus", 1, 1);
        Submission surplus = surplus(project);
        Submission bens = room.submit(ben, room.next(room.demonstrations("other", 1, 1), ben), "elsewhere");
        assertThat(bens.state()).isEqualTo(SubmissionState.COUNTING);
        UUID counting = countingOf(project);
        room.reviews.review(room.namespace, counting, Verdict.EXCLUDE, "No.", "rita");
        assertThat(room.review(surplus, Verdict.COUNT, "").state()).isEqualTo(SubmissionState.COUNTING);
        assertThat(countingOf(project)).isEqualTo(surplus.id());
    }

    private UUID countingOf(Project project) {
        String line = room.lines(project).getFirst();
        int at = line.indexOf("\"id\":\"") + 6;
        return UUID.fromString(line.substring(at, at + 36));
    }

    @Test
    void sentBackWorkMayCountAfterAllOrBeExcluded() {
        Project project = room.demonstrations("after-all", 1, 2);
        Submission one = room.submit(anna, room.next(project, anna), "1");
        Submission two = room.submit(anna, room.next(project, anna), "2");
        room.review(one, Verdict.SEND_BACK, "Shorter.");
        assertThat(room.review(one, Verdict.COUNT, "It is fine.").state()).isEqualTo(SubmissionState.COUNTING);
        room.review(two, Verdict.SEND_BACK, "Shorter.");
        assertThat(room.tasks.next(project, ben)).isEmpty();
        room.review(two, Verdict.EXCLUDE, "Given up.");
        assertThat(room.tasks.next(project, ben)).isPresent();
    }

    @Test
    void theSameDecisionAgainChangesNothingAndAnotherCommentIsKept() {
        Project project = room.demonstrations("twice", 1, 1);
        Submission submission = annas(project);
        Submission back = room.review(submission, Verdict.SEND_BACK, "Shorter.");
        assertThat(room.review(submission, Verdict.SEND_BACK, "Shorter.")).isEqualTo(back);
        assertThat(room.review(submission, Verdict.SEND_BACK, "And in English."))
                .isEqualTo(back);
        History history = room.reviews.history(room.namespace, submission.id());
        assertThat(history.trail()).extracting(ReviewEntry::comment).containsExactly("Shorter.", "And in English.");
        assertThat(history.trail()).allSatisfy(entry -> {
            assertThat(entry.reviewer()).isEqualTo("rita");
            assertThat(entry.action()).isEqualTo(ReviewEntry.Action.SEND_BACK);
            assertThat(entry.outcome())
                    .hasValue(new ReviewEntry.Outcome(submission.id(), SubmissionState.SENT_BACK, 2));
        });
        assertThat(room.mine(anna, submission).reviewComment()).hasValue("And in English.");
        assertThat(room.waiting()).hasSize(2);
    }

    @Test
    void decisionsThatMakeNoSenseAreRefused() {
        Project project = room.demonstrations("senseless", 1, 1);
        Submission submission = annas(project);
        assertRefused(ErrorCode.TEXT_EMPTY, () -> room.review(submission, Verdict.SEND_BACK, " "));
        assertRefused(ErrorCode.TEXT_EMPTY, () -> room.review(submission, Verdict.EXCLUDE, ""));
        assertRefused(
                ErrorCode.SUBMISSION_UNKNOWN,
                () -> room.reviews.review(room.namespace, UUID.randomUUID(), Verdict.COUNT, "", "rita"));
        room.withdraw(submission, "asked for it");
        for (Verdict verdict : Verdict.values()) {
            assertRefused(ErrorCode.SUBMISSION_STATE_CONFLICT, () -> room.review(submission, verdict, "why"));
        }
        assertThat(room.reviews.history(room.namespace, submission.id()).trail())
                .extracting(ReviewEntry::action)
                .containsExactly(ReviewEntry.Action.WITHDRAW);
    }

    @Test
    void nothingOfAClosedTaskIsDecidedUntilItIsOpenAgain() {
        Project project = room.demonstrations("closed", 2, 1);
        Submission submission = annas(project);
        TaskDesk.Leased held = room.next(project, ben);
        UUID task = submission.task();
        room.reviews.close(room.namespace, task, "enough of it", "rita");
        room.reviews.close(room.namespace, task, "again", "rita");

        assertRefused(ErrorCode.TASK_CLOSED, () -> room.review(submission, Verdict.EXCLUDE, "No."));
        assertThat(room.tasks.next(project, room.labeler("Carla"))).isEmpty();
        assertRefused(
                ErrorCode.LEASE_LOST,
                () -> room.tasks.renew(room.namespace, task, held.lease().id(), ben.id()));
        assertThat(room.submit(ben, held, "late").state()).isEqualTo(SubmissionState.SURPLUS);

        room.reviews.reopen(room.namespace, task, "not enough after all", "rita");
        assertThat(room.tasks.next(project, room.labeler("Carla"))).isPresent();
        room.review(submission, Verdict.EXCLUDE, "No.");
        assertThat(room.reviews.history(room.namespace, submission.id()).trail())
                .extracting(ReviewEntry::action)
                .containsExactly(ReviewEntry.Action.CLOSE, ReviewEntry.Action.REOPEN, ReviewEntry.Action.EXCLUDE);
    }

    @Test
    void aClosedTaskThatWaitsForOutputsWaitsForThemAgainOnceItIsOpen() {
        Project project = room.comparisons("waits", 1, 1, 4);
        room.prompts.add(
                project,
                List.of(new NewPrompt("late", "Late one", "", "", "", Sensitivity.NONE, "", Optional.empty())));
        UUID task = room.outputs.waiting(project, 0, 10).getFirst().task();
        room.reviews.close(room.namespace, task, "not now", "rita");
        assertThat(room.outputs.waiting(project, 0, 10)).isEmpty();
        room.reviews.reopen(room.namespace, task, "now", "rita");
        assertThat(room.outputs.waiting(project, 0, 10)).hasSize(1);
    }

    @Test
    void aDemonstrationOfAClosedProjectStaysAsItIs() throws Exception {
        Project project = room.demonstrations("over", 1, 1);
        Submission submission = annas(project);
        try (var connection = LabelingRoom.source(postgres).getConnection();
                var close = connection.prepareStatement("update project set state = 'CLOSED' where name = 'over'")) {
            close.execute();
        }
        assertRefused(ErrorCode.TASK_CLOSED, () -> room.review(submission, Verdict.EXCLUDE, "No."));
        assertRefused(
                ErrorCode.TASK_CLOSED,
                () -> room.revise(anna, submission, "later", new Content.Demonstration("Something else")));
        assertThat(room.mine(anna, submission).editable()).isFalse();
    }
}
