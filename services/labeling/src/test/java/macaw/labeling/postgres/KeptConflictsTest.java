package macaw.labeling.postgres;

import static macaw.labeling.Codes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import macaw.errors.ErrorCode;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.projects.Project;
import macaw.labeling.ranking.Ranking;
import macaw.labeling.review.Verdict;
import macaw.labeling.submissions.Conflict;
import macaw.labeling.submissions.Content;
import macaw.labeling.submissions.ExclusionCause;
import macaw.labeling.submissions.Submission;
import macaw.labeling.submissions.SubmissionFilter;
import macaw.labeling.submissions.SubmissionState;
import macaw.labeling.submissions.SubmissionView;
import macaw.labeling.tasks.TaskDesk;
import macaw.localstack.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Work that conflicts with what its labeler said before: refused, and both are kept. */
@Tag("integration")
class KeptConflictsTest {
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

    private List<SubmissionView> conflicts(Project project) {
        return room.views.latest(project, 0, 100).stream()
                .filter(view -> view.cause() == ExclusionCause.CONFLICT)
                .toList();
    }

    @Test
    void theSameKeyWithOtherContentIsRefusedAndKeptOnce() {
        Project project = room.demonstrations("kept", 2, 1);
        TaskDesk.Leased leased = room.next(project, anna);
        room.submit(anna, leased, "key", text("one"));
        for (int i = 0; i < 3; i++) {
            assertRefused(ErrorCode.SUBMISSION_CONFLICT, () -> room.submit(anna, leased, "key", text("two")));
        }
        assertThat(conflicts(project)).singleElement().satisfies(view -> {
            assertThat(view.response()).isEqualTo("two");
            assertThat(view.state()).isEqualTo(SubmissionState.EXCLUDED);
            assertThat(view.labeler()).isEqualTo(anna.pseudonym());
        });
        assertThat(room.lines(project)).singleElement().asString().contains("\"response\":\"one\"");
        assertThat(room.waiting()).hasSize(1);
        assertThat(room.tasks.next(project, ben)).isPresent();
    }

    @Test
    void aSecondSubmissionUnderAnotherKeyIsKeptToo() {
        Project project = room.comparisons("second", 2, 1, 4);
        TaskDesk.Leased leased = room.next(project, anna);
        room.submit(anna, leased, "one");
        Content.Comparison whole = LabelingRoom.comparison(leased);
        var reversed = new Content.Comparison(
                whole.ratings(), new Ranking(whole.ranking().groups().reversed()));
        assertRefused(ErrorCode.SUBMISSION_CONFLICT, () -> room.submit(anna, leased, "two", reversed));
        assertThat(conflicts(project))
                .singleElement()
                .satisfies(view -> assertThat(view.ranked()).hasSize(4));
    }

    @Test
    void theSameKeyForAnotherTaskIsAConflictOfThatTask() {
        Project project = room.demonstrations("other-task", 1, 2);
        room.submit(anna, room.next(project, anna), "key", text("one"));
        TaskDesk.Leased other = room.next(project, anna);
        assertRefused(ErrorCode.SUBMISSION_CONFLICT, () -> room.submit(anna, other, "key", text("one")));
        assertThat(conflicts(project))
                .singleElement()
                .extracting(SubmissionView::task)
                .isEqualTo(other.task().id());
        assertThat(room.submit(anna, other, "another-key", text("one")).state()).isEqualTo(SubmissionState.COUNTING);
    }

    @Test
    void aRevisionsKeyWithOtherContentIsKeptToo() {
        Project project = room.demonstrations("revised", 1, 1);
        Submission submission = room.submit(anna, room.next(project, anna), "one", text("one"));
        Submission revised = room.revise(anna, submission, "two", text("two"));
        assertRefused(ErrorCode.SUBMISSION_CONFLICT, () -> room.revise(anna, revised, "two", text("three")));
        assertThat(conflicts(project))
                .singleElement()
                .extracting(SubmissionView::response)
                .isEqualTo("three");
        assertThat(room.mine(anna, submission).content()).isEqualTo(text("two"));
    }

    @Test
    void whatIsKeptIsBounded() {
        Project project = room.demonstrations("bounded", 1, 1);
        TaskDesk.Leased leased = room.next(project, anna);
        room.submit(anna, leased, "key", text("one"));
        for (int i = 0; i < Conflict.MOST + 5; i++) {
            String other = "other " + i;
            assertRefused(ErrorCode.SUBMISSION_CONFLICT, () -> room.submit(anna, leased, "key", text(other)));
        }
        assertThat(conflicts(project)).hasSize(Conflict.MOST);
    }

    @Test
    void conflictingWorkNeverCountsAndInvalidWorkIsNotKept() {
        Project project = room.demonstrations("never", 2, 1);
        TaskDesk.Leased leased = room.next(project, anna);
        room.submit(anna, leased, "key", text("one"));
        assertRefused(
                ErrorCode.REQUEST_INVALID,
                () -> room.submit(anna, leased, "key", new Content.Comparison(List.of(), new Ranking(List.of()))));
        TaskDesk.Leased bens = room.next(project, ben);
        assertRefused(ErrorCode.LEASE_LOST, () -> room.submit(anna, bens, "key", text("two")));
        assertThat(conflicts(project)).isEmpty();
        assertRefused(ErrorCode.SUBMISSION_CONFLICT, () -> room.submit(anna, leased, "key", text("two")));
        UUID kept = conflicts(project).getFirst().id();
        for (Verdict verdict : Verdict.values()) {
            assertRefused(
                    ErrorCode.SUBMISSION_STATE_CONFLICT,
                    () -> room.reviews.review(room.namespace, kept, verdict, "why", "rita"));
        }
    }

    @Test
    void leadsNarrowTheListByStateLabelerAndPrompt() {
        Project project = room.demonstrations("listed", 2, 2);
        Submission annas = room.submit(anna, room.next(project, anna), "a", text("anna"));
        room.submit(ben, room.next(project, ben), "b", text("ben"));
        room.review(annas, Verdict.SEND_BACK, "Longer.");
        var none = Optional.<String>empty();
        assertThat(texts(project, new SubmissionFilter(Optional.of(SubmissionState.SENT_BACK), none, none)))
                .containsExactly("anna");
        assertThat(texts(project, new SubmissionFilter(Optional.empty(), Optional.of(ben.pseudonym()), none)))
                .containsExactly("ben");
        assertThat(texts(project, new SubmissionFilter(Optional.empty(), none, Optional.of("p1"))))
                .isEmpty();
        assertThat(room.views.latest(project, SubmissionFilter.ALL, 0, 10))
                .filteredOn(view -> view.id().equals(annas.id()))
                .singleElement()
                .satisfies(view -> {
                    assertThat(view.revision()).isEqualTo(2);
                    assertThat(view.reviews())
                            .extracting(SubmissionView.Review::comment)
                            .containsExactly("Longer.");
                });
    }

    private List<String> texts(Project project, SubmissionFilter filter) {
        return room.views.latest(project, filter, 0, 10).stream()
                .map(SubmissionView::response)
                .toList();
    }
}
