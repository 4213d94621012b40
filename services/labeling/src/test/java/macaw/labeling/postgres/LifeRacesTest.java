package macaw.labeling.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.outbox.Entry;
import macaw.labeling.projects.Project;
import macaw.labeling.review.History;
import macaw.labeling.review.ReviewDesk;
import macaw.labeling.review.Verdict;
import macaw.labeling.submissions.Content;
import macaw.labeling.submissions.ExclusionCause;
import macaw.labeling.submissions.Submission;
import macaw.labeling.submissions.SubmissionState;
import macaw.labeling.tasks.TaskDesk;
import macaw.localstack.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two things at once about one task: whoever has its lock second decides on what the first one left. */
@Tag("integration")
class LifeRacesTest {
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

    private static final int ROUNDS = 15;

    /** Runs both at the same moment; a refusal is its code. */
    private static List<Object> atOnce(Callable<?> first, Callable<?> second) throws Exception {
        var barrier = new CyclicBarrier(2);
        List<Object> outcomes = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Future<?>> running = new ArrayList<>();
            for (Callable<?> one : List.of(first, second)) {
                running.add(threads.submit(() -> {
                    barrier.await();
                    return one.call();
                }));
            }
            for (Future<?> future : running) {
                try {
                    outcomes.add(future.get());
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof CodedException refusal)) {
                        throw e;
                    }
                    outcomes.add(refusal.code());
                }
            }
        }
        return outcomes;
    }

    private SubmissionState stateOf(Submission submission) {
        return room.reviews
                .history(room.namespace, submission.id())
                .submission()
                .state();
    }

    @Test
    void twoReviewersWhoCountTwoSubmissionsForTheLastPlaceGetOneOfThemIn() throws Exception {
        Project project = room.demonstrations("count", 2, ROUNDS);
        for (int i = 0; i < ROUNDS; i++) {
            Submission annas = room.submit(anna, room.next(project, anna), "a" + i);
            Submission bens = room.submit(ben, room.next(project, ben), "b" + i);
            room.review(annas, Verdict.EXCLUDE, "No.");
            room.review(bens, Verdict.EXCLUDE, "No.");
            Labeler carla = room.labeler("Carla");
            room.submit(carla, room.next(project, carla), "c");
            List<Object> outcomes =
                    atOnce(() -> room.review(annas, Verdict.COUNT, ""), () -> room.review(bens, Verdict.COUNT, ""));
            assertThat(outcomes).containsOnlyOnce(ErrorCode.TASK_FULL);
            assertThat(List.of(stateOf(annas), stateOf(bens)))
                    .containsExactlyInAnyOrder(SubmissionState.COUNTING, SubmissionState.EXCLUDED);
        }
    }

    @Test
    void aCountAndANewSubmissionNeverBothGetTheLastPlace() throws Exception {
        Project project = room.demonstrations("last", 1, ROUNDS);
        for (int i = 0; i < ROUNDS; i++) {
            String key = "k" + i;
            Submission excluded = room.review(room.submit(anna, room.next(project, anna), key), Verdict.EXCLUDE, "No.");
            TaskDesk.Leased bens = room.next(project, ben);
            room.now.updateAndGet(now -> now.plus(LabelingRoom.LEASE).plusSeconds(1));
            List<Object> outcomes =
                    atOnce(() -> room.review(excluded, Verdict.COUNT, ""), () -> room.submit(ben, bens, key));
            Submission submitted = (Submission) outcomes.get(1);
            boolean counted = outcomes.get(0) instanceof Submission;
            assertThat(submitted.state()).isEqualTo(counted ? SubmissionState.SURPLUS : SubmissionState.COUNTING);
            assertThat(room.lines(project)).hasSize(i + 1);
        }
    }

    @Test
    void aRevisionAndASendBackAreOneAfterTheOther() throws Exception {
        Project project = room.demonstrations("race", 1, ROUNDS);
        for (int i = 0; i < ROUNDS; i++) {
            Submission submission = room.submit(anna, room.next(project, anna), "k" + i);
            String key = "r" + i;
            List<Object> outcomes = atOnce(
                    () -> room.revise(anna, submission, key, new Content.Demonstration("better")),
                    () -> room.review(submission, Verdict.SEND_BACK, "Longer."));
            History history = room.reviews.history(room.namespace, submission.id());
            Submission back = (Submission) outcomes.get(1);
            if (outcomes.get(0) instanceof Submission) {
                assertThat(back.revision()).isEqualTo(3);
                assertThat(history.versions()).hasSize(2);
            } else {
                assertThat(outcomes.get(0)).isEqualTo(ErrorCode.SUBMISSION_CONFLICT);
                assertThat(back.revision()).isEqualTo(2);
                assertThat(history.versions()).hasSize(1);
            }
            assertThat(history.submission()).isEqualTo(back);
            assertThat(back.state()).isEqualTo(SubmissionState.SENT_BACK);
            room.review(back, Verdict.EXCLUDE, "Next.");
        }
        assertRevisionsRisePerId();
    }

    private void assertRevisionsRisePerId() {
        var byId = new HashMap<String, Integer>();
        for (Entry entry : room.waiting()) {
            // a counting revision, then the tombstone of it
            byId.merge(entry.key(), 1, Integer::sum);
        }
        assertThat(byId.values()).allMatch(count -> count == 2 || count == 3);
    }

    @Test
    void twoLeadsWhoJudgeATaskAtOnceLeaveOneJudgement() throws Exception {
        Project project = room.demonstrations("judges", 1, ROUNDS);
        Labeler rita = room.labelers.ofSubject(room.namespace, "rita");
        Labeler otto = room.labelers.ofSubject(room.namespace, "otto");
        for (int i = 0; i < ROUNDS; i++) {
            UUID task = room.submit(anna, room.next(project, anna), "k" + i).task();
            List<Object> outcomes = atOnce(() -> judge(task, rita), () -> judge(task, otto));
            assertThat(outcomes).containsOnlyOnce(ErrorCode.TASK_CLOSED);
        }
        assertThat(room.lines(project)).hasSize(2 * ROUNDS);
    }

    private Submission judge(UUID task, Labeler judge) {
        return room.reviews.adjudicate(
                room.namespace,
                new ReviewDesk.Judgement(task, new Content.Demonstration("by " + judge.subject()), "", 0),
                judge);
    }

    @Test
    void oneKeyForTwoTasksAtOnceCountsOnceAndTheOtherIsKept() throws Exception {
        Project project = room.demonstrations("keys", 1, 2 * ROUNDS);
        Project other = room.demonstrations("other", 1, 2 * ROUNDS);
        for (int i = 0; i < ROUNDS; i++) {
            String key = "k" + i;
            TaskDesk.Leased one = room.next(project, anna);
            TaskDesk.Leased two = room.next(other, anna);
            List<Object> outcomes = atOnce(() -> room.submit(anna, one, key), () -> room.submit(anna, two, key));
            assertThat(outcomes).containsOnlyOnce(ErrorCode.SUBMISSION_CONFLICT);
            boolean first = outcomes.get(0) instanceof Submission;
            assertThat(conflicts(first ? other : project)).isPositive();
            room.submit(anna, first ? two : one, key + "-again");
        }
        assertThat(conflicts(project) + conflicts(other)).isEqualTo(ROUNDS);
    }

    private long conflicts(Project project) {
        return room.views.latest(project, 0, 1_000).stream()
                .filter(view -> view.cause() == ExclusionCause.CONFLICT)
                .count();
    }

    @Test
    void nothingThatIsHandedInWhileALabelerIsWithdrawnIsLeft() throws Exception {
        Project project = room.demonstrations("leaves", 1, ROUNDS);
        for (int i = 0; i < ROUNDS; i++) {
            Labeler carla = room.labeler("Carla");
            TaskDesk.Leased leased = room.next(project, carla);
            atOnce(
                    () -> room.submit(carla, leased, "k"),
                    () -> room.withdrawals.labeler(room.namespace, carla.pseudonym(), "left us", "operator"));
            assertThat(room.lines(project)).isEmpty();
        }
    }
}
