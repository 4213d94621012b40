package macaw.labeling.postgres;

import static macaw.labeling.Codes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import macaw.errors.ErrorCode;
import macaw.labeling.jsonl.JsonLines;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.outbox.Entry;
import macaw.labeling.outputs.OutputStore;
import macaw.labeling.projects.Project;
import macaw.labeling.prompts.NewPrompt;
import macaw.labeling.prompts.Sensitivity;
import macaw.labeling.prompts.Split;
import macaw.labeling.snapshots.LabelRecord;
import macaw.labeling.snapshots.Snapshot;
import macaw.labeling.submissions.Content;
import macaw.labeling.submissions.Submission;
import macaw.labeling.submissions.SubmissionState;
import macaw.labeling.tasks.TaskDesk;
import macaw.labeling.texts.Sha256;
import macaw.localstack.testing.TestDatabase;
import macaw.v1.Comparison;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("integration")
class SubmittingTest {
    private static TestDatabase postgres;
    private LabelingRoom room;
    private Labeler anna;

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
    }

    private List<Entry> waiting() {
        try (var turn = room.outbox.tryTakeTurn().orElseThrow()) {
            return turn.oldest(1_000, Set.of());
        }
    }

    @Test
    void theSameKeyWithTheSameContentIsTheSameSubmissionEvenAfterItsLease() {
        Project project = room.comparisons("twice", 1, 1, 4);
        TaskDesk.Leased leased = room.next(project, anna);
        Submission first = room.submit(anna, leased, "key");
        room.now.updateAndGet(now -> now.plus(LabelingRoom.LEASE).plus(LabelingRoom.LEASE));
        assertThat(room.submit(anna, leased, "key")).isEqualTo(first);
        assertThat(waiting()).hasSize(1);
        assertThat(room.recorded).hasValue(1);
    }

    @Test
    void theSameKeyWithOtherContentIsAConflictAndChangesNothing() {
        Project project = room.demonstrations("conflict", 1, 2);
        TaskDesk.Leased leased = room.next(project, anna);
        room.submit(anna, leased, "key", new Content.Demonstration("one"));
        assertRefused(
                ErrorCode.SUBMISSION_CONFLICT,
                () -> room.submit(anna, leased, "key", new Content.Demonstration("two")));
        TaskDesk.Leased other = room.next(project, anna);
        assertRefused(
                ErrorCode.SUBMISSION_CONFLICT, () -> room.submit(anna, other, "key", new Content.Demonstration("one")));
        assertThat(room.lines(project)).singleElement().asString().contains("\"response\":\"one\"");
    }

    @Test
    void refusedWorkLeavesTheLeaseAsItWas() {
        Project project = room.comparisons("refused", 1, 1, 4);
        TaskDesk.Leased leased = room.next(project, anna);
        Content.Comparison whole = LabelingRoom.comparison(leased);
        var short1 = new Content.Comparison(whole.ratings().subList(0, 3), whole.ranking());
        assertRefused(ErrorCode.RATING_INCOMPLETE, () -> room.submit(anna, leased, "a", short1));
        assertRefused(ErrorCode.REQUEST_INVALID, () -> room.submit(anna, leased, "b", new Content.Demonstration("no")));
        assertThat(room.submit(anna, leased, "c", whole).state()).isEqualTo(SubmissionState.COUNTING);
    }

    @Test
    void anUnknownTaskIsRefused() {
        Project project = room.demonstrations("unknown", 1, 1);
        TaskDesk.Leased leased = room.next(project, anna);
        assertRefused(
                ErrorCode.TASK_UNKNOWN,
                () -> room.tasks.renew(
                        room.namespace, UUID.randomUUID(), leased.lease().id(), anna.id()));
    }

    @Test
    void aSnapshotStaysTheSameBytesAfterLaterSubmissionsAndWithdrawals() {
        Project project = room.comparisons("frozen", 1, 4, 3);
        Submission first = room.submit(anna, room.next(project, anna), "1");
        room.submit(anna, room.next(project, anna), "2");
        Snapshot snapshot = room.snapshots.create(project, Set.of());
        assertThat(room.snapshots.create(project, EnumSet.allOf(Split.class))).isEqualTo(snapshot);
        List<String> before = lines(snapshot);

        room.submit(anna, room.next(project, anna), "3");
        room.withdraw(first, "the labeler asked for it");

        assertThat(lines(room.snapshots.get(room.namespace, snapshot.id()))).isEqualTo(before);
        assertThat(sha256(before)).isEqualTo(snapshot.sha256());
        assertThat(snapshot.records()).isEqualTo(2);
        Snapshot later = room.snapshots.create(project, Set.of());
        assertThat(later.id()).isNotEqualTo(snapshot.id());
        assertThat(lines(later))
                .hasSize(2)
                .noneMatch(line -> line.contains(first.id().toString()));
    }

    @Test
    void aSnapshotsRecordsAreItsLines() {
        Project project = room.comparisons("records", 1, 3, 4);
        for (int i = 0; i < 3; i++) {
            room.submit(anna, room.next(project, anna), "k" + i);
        }
        Snapshot snapshot = room.snapshots.create(project, Set.of());
        List<LabelRecord> records = new ArrayList<>();
        room.snapshots.records(snapshot, records::add);
        var codec = new JsonLines();
        assertThat(records.stream().map(codec::encode)).isEqualTo(lines(snapshot));
        assertThat(records).allSatisfy(record -> {
            var compared = (LabelRecord.Compared) record;
            assertThat(compared.ranking().groups()).hasSize(3);
            assertThat(compared.ranking().groups().getLast()).hasSize(2);
            assertThat(compared.outputs())
                    .hasSize(4)
                    .allSatisfy(output ->
                            assertThat(output.firstDraw().orElseThrow().seed()).isEqualTo(-7));
            assertThat(record.origin().simulated()).isTrue();
            assertThat(record.origin().pseudonym()).isEqualTo(anna.pseudonym());
        });
    }

    @Test
    void aSnapshotOfOneSplitHoldsThatSplitOnly() {
        Project project = room.demonstrations("splits", 1, 30);
        for (int i = 0; i < 30; i++) {
            room.submit(anna, room.next(project, anna), "k" + i);
        }
        int total = 0;
        for (Split split : Split.values()) {
            Snapshot snapshot = room.snapshots.create(project, Set.of(split));
            assertThat(lines(snapshot))
                    .allMatch(
                            line -> line.contains("\"split\":\"" + split.name().toLowerCase() + "\""));
            total += (int) snapshot.records();
        }
        assertThat(total).isEqualTo(30);
    }

    @Test
    void recordedWorkIsAnnouncedUnderAPseudonymAndWithdrawnWorkLeavesATombstone() throws Exception {
        Project project = room.comparisons("announced", 1, 1, 4);
        Submission submission = room.submit(anna, room.next(project, anna), "k");
        Submission withdrawn = room.withdraw(submission, "test");
        room.withdraw(submission, "again");

        assertThat(withdrawn.revision()).isEqualTo(2);
        List<Entry> waiting = waiting();
        assertThat(waiting)
                .extracting(Entry::key)
                .containsExactly(submission.id().toString(), submission.id().toString());
        Comparison announced = Comparison.parseFrom(waiting.getFirst().value().orElseThrow());
        assertThat(announced.getLabelerPseudonym()).isEqualTo(anna.pseudonym());
        assertThat(announced.toString()).doesNotContain(anna.id().toString()).doesNotContain("Anna");
        assertThat(announced.getSimulated()).isTrue();
        assertThat(announced.getShownOrderList()).hasSize(4);
        assertThat(waiting.getLast().value()).isEmpty();
    }

    @Test
    void aTaskIsOpenAgainForOthersWhenASubmissionStopsCounting() {
        Project project = room.demonstrations("reopened", 1, 1);
        Submission submission = room.submit(anna, room.next(project, anna), "k");
        Labeler ben = room.labeler("Ben");
        assertThat(room.tasks.next(project, ben)).isEmpty();
        room.withdraw(submission, "test");
        assertThat(room.tasks.next(project, anna)).isEmpty();
        assertThat(room.tasks.next(project, ben)).isPresent();
    }

    @Test
    void aGroupsSplitIsFixedAcrossProjectsAndAPromptWithOtherContentIsAConflict() {
        Project first = room.demonstrations("first", 1, 1);
        Project second = room.demonstrations("second", 1, 1);
        room.prompts.add(first, List.of(prompt("x", "one", Optional.of(Split.TEST))));
        assertThat(room.prompts
                        .add(second, List.of(prompt("x", "one", Optional.empty())))
                        .added())
                .isOne();
        assertThat(room.prompts
                        .add(second, List.of(prompt("x", "one", Optional.of(Split.TEST))))
                        .alreadyThere())
                .isOne();
        assertRefused(
                ErrorCode.PROMPT_CONFLICT,
                () -> room.prompts.add(second, List.of(prompt("y", "two", Optional.of(Split.TRAIN)))));
        assertRefused(
                ErrorCode.PROMPT_CONFLICT,
                () -> room.prompts.add(second, List.of(prompt("x", "other", Optional.empty()))));
    }

    private static NewPrompt prompt(String id, String text, Optional<Split> split) {
        return new NewPrompt(id, text, "", "", "", Sensitivity.NONE, "shared group", split);
    }

    @Test
    void aPromptWithOneDistinctOutputIsSetAsideAndASecondCollectionLosesTheRace() {
        Project project = room.comparisons("collecting", 1, 1, 4);
        room.prompts.add(project, List.of(prompt("late", "late one", Optional.empty())));
        OutputStore.Waiting waiting =
                room.outputs.waiting(project, Long.MIN_VALUE, 1).getFirst();
        room.outputs.complete(project, waiting.task(), List.of(LabelingRoom.output("only", 0)), 4, 4);
        room.outputs.complete(
                project, waiting.task(), List.of(LabelingRoom.output("a", 0), LabelingRoom.output("b", 1)), 1, 4);
        var progress = room.outputs.progress(project);
        assertThat(progress.outputs()).isEqualTo(5);
        assertThat(progress.promptsDone()).isEqualTo(2);
        assertThat(progress.promptsShort()).isOne();
    }

    @Test
    void aProjectWithOtherSettingsUnderTheSameNameIsAConflict() {
        Project project = room.demonstrations("settings", 1, 1);
        assertThat(room.projects.create(project)).isEqualTo(project);
        assertRefused(
                ErrorCode.PROJECT_CONFLICT,
                () -> room.projects.create(
                        Project.open(room.namespace, "settings", 2, "", new Project.Work.Demonstrations())));
    }

    private List<String> lines(Snapshot snapshot) {
        List<String> lines = new ArrayList<>();
        room.snapshots.lines(snapshot, lines::add);
        return lines;
    }

    private static String sha256(List<String> lines) {
        var digest = Sha256.digest();
        lines.forEach(line -> digest.update((line + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(digest.digest());
    }
}
