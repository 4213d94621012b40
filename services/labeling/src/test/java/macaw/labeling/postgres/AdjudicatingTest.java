package macaw.labeling.postgres;

import static macaw.labeling.Codes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import macaw.errors.ErrorCode;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.outbox.Entry;
import macaw.labeling.projects.Project;
import macaw.labeling.review.ReviewDesk;
import macaw.labeling.review.ReviewEntry;
import macaw.labeling.review.Verdict;
import macaw.labeling.submissions.Content;
import macaw.labeling.submissions.ExclusionCause;
import macaw.labeling.submissions.Submission;
import macaw.labeling.submissions.SubmissionState;
import macaw.labeling.tasks.TaskDesk;
import macaw.localstack.testing.TestDatabase;
import macaw.v1.Comparison;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A lead judges a task, which closes it. */
@Tag("integration")
class AdjudicatingTest {
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

    private Labeler rita() {
        return room.labelers.ofSubject(room.namespace, "rita");
    }

    private Submission adjudicate(UUID task, Content content) {
        return room.reviews.adjudicate(
                room.namespace, new ReviewDesk.Judgement(task, content, "So it is.", 900), rita());
    }

    @Test
    void itIsRecordedAnnouncedAndExportedTakesNoPlaceAndClosesTheTask() throws Exception {
        Project project = room.comparisons("judged", 2, 1, 4);
        TaskDesk.Leased leased = room.next(project, anna);
        Submission annas = room.submit(anna, leased, "k");
        TaskDesk.Leased bens = room.next(project, ben);
        Submission judged = adjudicate(annas.task(), LabelingRoom.comparison(leased));

        assertThat(judged.adjudication()).isTrue();
        assertThat(judged.state()).isEqualTo(SubmissionState.COUNTING);
        assertThat(room.lines(project)).hasSize(2).anyMatch(line -> line.contains("\"adjudication\":true"));
        var announced = Comparison.parseFrom(room.waiting().getLast().value().orElseThrow());
        assertThat(announced.getId()).isEqualTo(judged.id().toString());
        assertThat(announced.getLabelerPseudonym()).isEqualTo(rita().pseudonym());
        assertThat(announced.getShownOrderList()).hasSize(4);

        assertThat(room.submit(ben, bens, "late").state()).isEqualTo(SubmissionState.SURPLUS);
        assertRefused(ErrorCode.TASK_CLOSED, () -> room.revise(anna, annas, "second", LabelingRoom.comparison(leased)));
        assertThat(room.tasks.next(project, room.labeler("Carla"))).isEmpty();
        assertThat(room.reviews.history(room.namespace, judged.id()).trail())
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.action()).isEqualTo(ReviewEntry.Action.ADJUDICATE);
                    assertThat(entry.reviewer()).isEqualTo("rita");
                    assertThat(entry.comment()).isEqualTo("So it is.");
                });
    }

    @Test
    void theSameAgainIsTheSameAndAnotherOneNeedsTheTaskOpen() {
        Project project = room.demonstrations("again", 1, 1);
        Submission annas = room.submit(anna, room.next(project, anna), "k");
        Submission first = adjudicate(annas.task(), new Content.Demonstration("first"));
        assertThat(adjudicate(annas.task(), new Content.Demonstration("first"))).isEqualTo(first);
        assertRefused(ErrorCode.TASK_CLOSED, () -> adjudicate(annas.task(), new Content.Demonstration("second")));
        room.reviews.reopen(room.namespace, annas.task(), "wrong", "rita");
        Submission second = adjudicate(annas.task(), new Content.Demonstration("second"));
        assertThat(room.lines(project))
                .hasSize(2)
                .noneMatch(line -> line.contains(first.id().toString()))
                .anyMatch(line -> line.contains(second.id().toString()));
        List<Entry> waiting = room.waiting();
        assertThat(waiting).hasSize(4);
        assertThat(waiting.get(2).key()).isEqualTo(first.id().toString());
        assertThat(waiting.get(2).value()).isEmpty();
    }

    @Test
    void aTaskThatIsJudgedAndOpenAgainStillHasAllItsPlaces() {
        Project project = room.demonstrations("places", 1, 1);
        UUID task = room.next(project, anna).task().id();
        adjudicate(task, new Content.Demonstration("first"));
        room.reviews.reopen(room.namespace, task, "more", "rita");
        assertThat(room.submit(anna, room.next(project, anna), "k").state()).isEqualTo(SubmissionState.COUNTING);
        assertThat(room.lines(project)).hasSize(2);
    }

    @Test
    void aLeadWhoLabelsMayJudgeTheSameTask() {
        Project project = room.demonstrations("both", 2, 1);
        Labeler rita = rita();
        Submission own = room.submit(rita, room.next(project, rita), "k", new Content.Demonstration("as a labeler"));
        Submission judged = adjudicate(own.task(), new Content.Demonstration("as a lead"));
        assertThat(judged.labeler()).isEqualTo(own.labeler());
        assertThat(room.lines(project)).hasSize(2);
    }

    @Test
    void whatDoesNotAnswerTheTaskIsRefusedAndClosesNothing() {
        Project project = room.comparisons("refused", 1, 1, 4);
        TaskDesk.Leased leased = room.next(project, anna);
        UUID task = leased.task().id();
        assertRefused(ErrorCode.REQUEST_INVALID, () -> adjudicate(task, new Content.Demonstration("no")));
        Content.Comparison whole = LabelingRoom.comparison(leased);
        assertRefused(
                ErrorCode.RATING_INCOMPLETE,
                () -> adjudicate(task, new Content.Comparison(whole.ratings().subList(0, 2), whole.ranking())));
        assertRefused(ErrorCode.TASK_UNKNOWN, () -> adjudicate(UUID.randomUUID(), whole));
        assertThat(room.submit(anna, leased, "k").state()).isEqualTo(SubmissionState.COUNTING);
    }

    @Test
    void anAdjudicationCanBeExcludedButNotSentBackAndIsNobodysLabeling() {
        Project project = room.demonstrations("excluded", 1, 1);
        UUID task = room.next(project, anna).task().id();
        Submission judged = adjudicate(task, new Content.Demonstration("first"));
        assertRefused(ErrorCode.SUBMISSION_UNKNOWN, () -> room.mine(rita(), judged));
        room.reviews.reopen(room.namespace, task, "wrong", "rita");
        assertRefused(ErrorCode.SUBMISSION_STATE_CONFLICT, () -> room.review(judged, Verdict.SEND_BACK, "No."));
        assertThat(room.review(judged, Verdict.EXCLUDE, "No.").cause()).isEqualTo(ExclusionCause.REVIEW);
        assertThat(room.lines(project)).isEmpty();
    }
}
