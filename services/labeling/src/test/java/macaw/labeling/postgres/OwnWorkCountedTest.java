package macaw.labeling.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import macaw.labeling.flags.FlagKind;
import macaw.labeling.flags.Flags;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.ownwork.OwnProgress;
import macaw.labeling.ownwork.OwnSubmission;
import macaw.labeling.ownwork.OwnWork;
import macaw.labeling.projects.Project;
import macaw.labeling.skips.SkipReason;
import macaw.labeling.skips.Skips;
import macaw.labeling.submissions.Content;
import macaw.labeling.submissions.ExclusionCause;
import macaw.labeling.submissions.Submission;
import macaw.labeling.submissions.SubmissionDesk;
import macaw.labeling.submissions.SubmissionState;
import macaw.labeling.tasks.Holders;
import macaw.labeling.tasks.TaskDesk;
import macaw.localstack.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A labeler's own numbers, against numbers worked out by hand. */
@Tag("integration")
class OwnWorkCountedTest {
    private static TestDatabase postgres;

    private LabelingRoom room;
    private Labeler anna;
    private OwnWork work;

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
        anna = room.labeler("Anna");
        work = new OwnWork(new PostgresOwnWork(room.database), room.now::get);
    }

    @Test
    void progressIsWhatWasHandedInWhenAndHowFast() {
        Project project = room.demonstrations("pace", 1, 8);
        Project other = room.demonstrations("elsewhere", 1, 1);
        assertThat(work.progress(project, anna.id(), "UTC"))
                .isEqualTo(new OwnProgress(0, 0, 0, 0, 0, 0, 0, OptionalLong.empty(), 0, 8, 0));

        Submission first = submit(project, anna, "2025-12-31T22:30:00Z", 1_000);
        submit(project, anna, "2025-12-31T23:30:00Z", 3_000);
        submit(project, anna, "2026-01-01T00:10:00Z", 8_000);
        submit(project, anna, "2026-01-01T01:10:00Z", 4_000);
        submit(other, anna, "2026-01-01T01:15:00Z", 77);
        submit(project, room.labeler("Ben"), "2026-01-01T01:15:00Z", 99);
        room.now.set(Instant.parse("2026-01-01T01:20:00Z"));

        // the median of 1, 3, 4 and 8 s is 3.5 s; 8 tasks, of which 4 are hers and 1 is done by Ben
        assertThat(work.progress(project, anna.id(), "UTC"))
                .isEqualTo(new OwnProgress(4, 4, 0, 0, 0, 2, 1, OptionalLong.of(3_500), 16_000, 3, 0));
        assertThat(work.progress(project, anna.id(), "Europe/Berlin").today()).isEqualTo(3);
        assertThat(work.progress(project, anna.id(), "America/New_York").today())
                .isEqualTo(4);

        room.withdraw(first, "test");
        assertThat(work.progress(project, anna.id(), "UTC"))
                .isEqualTo(new OwnProgress(3, 3, 0, 0, 0, 2, 1, OptionalLong.of(4_000), 15_000, 3, 0));

        TaskDesk.Leased skipped = room.next(project, anna);
        new Skips(new PostgresSkips(room.database), room.now::get)
                .skip(room.namespace, skipped.task().id(), skipped.lease().id(), anna.id(), SkipReason.UNCLEAR, "");
        assertThat(work.progress(project, anna.id(), "UTC").tasksLeft()).isEqualTo(2);
        new Flags(
                        new PostgresFlags(room.database),
                        new Holders(new PostgresHolders(room.database)),
                        (namespace, name, prompt, reason, by) -> {},
                        UUID::randomUUID,
                        room.now::get)
                .raise(room.namespace, room.next(project, anna).task().id(), anna.id(), FlagKind.PRIVATE_DATA, "");
        assertThat(work.progress(project, anna.id(), "UTC").tasksLeft()).isOne();
    }

    @Test
    void whatBecameOfEachSubmissionIsSaidLatestFirst() throws Exception {
        Project project = room.demonstrations("history", 1, 7);
        Submission counting = submit(project, anna, "2026-01-01T01:00:00Z", 1);
        Submission sentBack = submit(project, anna, "2026-01-01T02:00:00Z", 2);
        Submission excluded = submit(project, anna, "2026-01-01T03:00:00Z", 3);
        Submission withdrawn = submit(project, anna, "2026-01-01T04:00:00Z", 4);
        Submission surplus = submit(project, anna, "2026-01-01T05:00:00Z", 5);
        Submission gold = submit(project, anna, "2026-01-01T05:30:00Z", 5);
        Submission conflicting = submit(project, anna, "2026-01-01T05:40:00Z", 9);
        submit(room.demonstrations("other", 1, 1), anna, "2026-01-01T06:00:00Z", 6);
        state(gold, "EXCLUDED", "'GOLD'");
        state(conflicting, "EXCLUDED", "'CONFLICT'");
        state(sentBack, "SENT_BACK", "null");
        state(excluded, "EXCLUDED", "'REVIEW'");
        state(surplus, "SURPLUS", "null");
        room.withdraw(withdrawn, "test");

        assertThat(work.submissions(project, anna.id(), 0, 10))
                .extracting(
                        OwnSubmission::id,
                        own -> own.standing().state(),
                        own -> own.standing().cause(),
                        OwnSubmission::editable)
                .containsExactly(
                        tuple(conflicting.id(), SubmissionState.EXCLUDED, ExclusionCause.CONFLICT, false),
                        tuple(gold.id(), SubmissionState.COUNTING, null, true),
                        tuple(surplus.id(), SubmissionState.SURPLUS, null, true),
                        tuple(withdrawn.id(), SubmissionState.WITHDRAWN, null, false),
                        tuple(excluded.id(), SubmissionState.EXCLUDED, ExclusionCause.REVIEW, false),
                        tuple(sentBack.id(), SubmissionState.SENT_BACK, null, true),
                        tuple(counting.id(), SubmissionState.COUNTING, null, true));
        assertThat(work.submissions(project, anna.id(), 3, 2))
                .extracting(OwnSubmission::id)
                .containsExactly(withdrawn.id(), excluded.id());
        // 1, 2, 3, 5 and 5 ms; the one of 5:00 is exactly an hour ago, and nobody is told that a task was gold
        assertThat(work.progress(project, anna.id(), "UTC"))
                .isEqualTo(new OwnProgress(5, 2, 1, 1, 1, 5, 1, OptionalLong.of(3), 16, 0, 0));

        sql("update task set closed_at = now() where namespace = '%s' and id = '%s'"
                .formatted(room.namespace, counting.task()));
        assertThat(editable(project)).containsExactly(gold.id(), surplus.id(), sentBack.id());
        sql("update project set state = 'CLOSED' where namespace = '%s' and name = 'history'"
                .formatted(room.namespace));
        assertThat(editable(project)).isEmpty();
    }

    private List<UUID> editable(Project project) {
        return work.submissions(project, anna.id(), 0, 10).stream()
                .filter(OwnSubmission::editable)
                .map(OwnSubmission::id)
                .toList();
    }

    private Submission submit(Project project, Labeler labeler, String at, int millis) {
        room.now.set(Instant.parse(at));
        TaskDesk.Leased leased = room.next(project, labeler);
        return room.submissions.submit(
                room.namespace,
                labeler.id(),
                new SubmissionDesk.HandedIn(
                        leased.task().id(),
                        leased.lease().id(),
                        leased.lease().id().toString(),
                        new Content.Demonstration("An answer"),
                        "",
                        millis));
    }

    private void state(Submission submission, String state, String cause) throws Exception {
        sql("update submission set state = '%s', cause = %s where namespace = '%s' and id = '%s'"
                .formatted(state, cause, room.namespace, submission.id()));
    }

    private static void sql(String statement) throws Exception {
        try (var connection = LabelingRoom.source(postgres).getConnection()) {
            connection.createStatement().execute(statement);
        }
    }
}
