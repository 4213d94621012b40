package macaw.labeling.postgres;

import static macaw.labeling.Codes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import macaw.errors.ErrorCode;
import macaw.labeling.drafts.Draft;
import macaw.labeling.drafts.DraftContent;
import macaw.labeling.drafts.Drafts;
import macaw.labeling.flags.Flag;
import macaw.labeling.flags.FlagKind;
import macaw.labeling.flags.FlagView;
import macaw.labeling.flags.Flags;
import macaw.labeling.inquiries.Inquiries;
import macaw.labeling.inquiries.Inquiry;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.labelers.Preferences;
import macaw.labeling.projects.Project;
import macaw.labeling.prompts.NewPrompt;
import macaw.labeling.prompts.Sensitivity;
import macaw.labeling.skips.Skip;
import macaw.labeling.skips.SkipReason;
import macaw.labeling.skips.Skips;
import macaw.labeling.tasks.Holders;
import macaw.labeling.tasks.TaskDesk;
import macaw.localstack.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What labelers do beside handing work in, on a real database. */
@Tag("integration")
class DeskTest {
    private static TestDatabase postgres;

    private LabelingRoom room;
    private Labeler anna;
    private Labeler ben;
    private Drafts drafts;
    private Skips skips;
    private Flags flags;
    private Inquiries inquiries;
    private final List<String> withdrawn = new ArrayList<>();

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
        ben = room.labeler("Ben");
        var holders = new Holders(new PostgresHolders(room.database));
        drafts = new Drafts(new PostgresDrafts(room.database), holders, room.now::get);
        skips = new Skips(new PostgresSkips(room.database), room.now::get);
        flags = new Flags(
                new PostgresFlags(room.database),
                holders,
                (namespace, project, prompt, reason, by) -> {
                    withdrawn.add(String.join(" ", namespace, project, prompt, reason, by));
                    room.withdrawals.prompt(room.projects.get(namespace, project), prompt, reason, by);
                },
                UUID::randomUUID,
                room.now::get);
        inquiries = new Inquiries(new PostgresInquiries(room.database), holders, UUID::randomUUID, room.now::get);
    }

    @Test
    void aTaskPassedOverIsFreeForOthersAndNeverComesBack() {
        Project project = room.demonstrations("skipped", 1, 1);
        TaskDesk.Leased leased = room.next(project, anna);
        UUID task = leased.task().id();
        drafts.save(room.namespace, task, null, anna.id(), DraftContent.of("{}"));
        assertThat(room.tasks.next(project, ben)).isEmpty();

        var first = skip(anna, leased, SkipReason.TOO_HARD, "");
        room.now.updateAndGet(now -> now.plusSeconds(1));
        assertThat(skip(anna, leased, SkipReason.OTHER, "again")).isEqualTo(first);
        assertThat(drafts.find(room.namespace, task, anna.id())).isEmpty();
        assertThat(room.tasks.next(project, anna)).isEmpty();

        TaskDesk.Leased bens = room.next(project, ben);
        assertThat(bens.task().id()).isEqualTo(task);
        assertRefused(ErrorCode.LEASE_LOST, () -> skip(anna, bens, SkipReason.UNCLEAR, ""));
        room.submit(ben, bens, "k");
        assertRefused(ErrorCode.SUBMISSION_CONFLICT, () -> skip(ben, bens, SkipReason.UNCLEAR, ""));
        assertRefused(
                ErrorCode.TASK_UNKNOWN,
                () -> skips.skip(
                        room.namespace, UUID.randomUUID(), UUID.randomUUID(), ben.id(), SkipReason.UNCLEAR, ""));
        assertRefused(ErrorCode.TEXT_EMPTY, () -> skip(anna, leased, SkipReason.OTHER, " "));
        assertRefused(ErrorCode.TEXT_INVALID, () -> skip(anna, leased, SkipReason.OTHER, "\u0000"));
    }

    @Test
    void aSecondTabOfATaskThatWasPassedOverHoldsNoPlace() {
        Project project = room.demonstrations("two-tabs", 1, 1);
        TaskDesk.Leased old = room.next(project, anna);
        UUID task = old.task().id();
        room.now.updateAndGet(now -> now.plus(LabelingRoom.LEASE).plusSeconds(1));
        TaskDesk.Leased fresh = room.next(project, anna);
        assertThat(fresh.lease().id()).isNotEqualTo(old.lease().id());
        skip(anna, old, SkipReason.TOO_HARD, "");
        for (TaskDesk.Leased tab : List.of(old, fresh)) {
            assertRefused(
                    ErrorCode.LEASE_LOST,
                    () -> room.tasks.renew(room.namespace, task, tab.lease().id(), anna.id()));
        }
        assertThat(room.next(project, ben).task().id()).isEqualTo(task);
    }

    @Test
    void workThatWasSentBackMayBePassedOverAndKeepsItsPlace() throws Exception {
        Project project = room.demonstrations("sent-back-skip", 1, 1);
        room.submit(anna, room.next(project, anna), "k");
        sql("update submission set state = 'SENT_BACK' where namespace = '%s'".formatted(room.namespace));
        sql("update task set state = 'OPEN' where namespace = '%s'".formatted(room.namespace));
        TaskDesk.Leased again = room.next(project, anna);
        skip(anna, again, SkipReason.OTHER, "I cannot do better");
        assertThat(room.tasks.next(project, anna)).isEmpty();
        assertThat(room.tasks.next(project, ben)).isEmpty();
    }

    @Test
    void skipsAreCountedByPromptTheMostOftenFirst() {
        Project project = room.demonstrations("counted", 3, 2);
        Labeler cleo = room.labeler("Cleo");
        skip(anna, room.next(project, anna), SkipReason.UNCLEAR, "what list?");
        skip(ben, room.next(project, ben), SkipReason.UNCLEAR, "");
        skip(cleo, room.next(project, cleo), SkipReason.LANGUAGE, "no English");
        skip(cleo, room.next(project, cleo), SkipReason.TOO_HARD, "");
        var counted = skips.counted(project, 0, 10);
        assertThat(counted).hasSize(2);
        assertThat(counted.getFirst().promptId()).isEqualTo("p0");
        assertThat(counted.getFirst().reasons()).isEqualTo(Map.of(SkipReason.UNCLEAR, 2, SkipReason.LANGUAGE, 1));
        assertThat(counted.getFirst().comments()).containsExactlyInAnyOrder("what list?", "no English");
        assertThat(counted.getFirst().skips()).isEqualTo(3);
        assertThat(counted.getLast().reasons()).isEqualTo(Map.of(SkipReason.TOO_HARD, 1));
        assertThat(skips.counted(project, 1, 10)).isEqualTo(counted.subList(1, 2));
        assertThat(skips.counted(project, 0, 1)).isEqualTo(counted.subList(0, 1));
    }

    @Test
    void aHarmfulPromptGoesToNobodyNewUntilALeadHasDecided() {
        Project project = room.demonstrations("flagged", 2, 1);
        TaskDesk.Leased leased = room.next(project, anna);
        UUID task = leased.task().id();
        assertRefused(ErrorCode.LEASE_LOST, () -> flags.raise(room.namespace, task, ben.id(), FlagKind.HARMFUL, ""));
        Flag unclear = flags.raise(room.namespace, task, anna.id(), FlagKind.UNCLEAR, "what?");
        TaskDesk.Leased bens = room.next(project, ben);
        skip(ben, bens, SkipReason.SENSITIVE, "");

        Flag harmful = flags.raise(room.namespace, task, anna.id(), FlagKind.HARMFUL, "weapons");
        Flag again = flags.raise(room.namespace, task, anna.id(), FlagKind.HARMFUL, "weapons and drugs");
        assertThat(again.id()).isEqualTo(harmful.id());
        Labeler cleo = room.labeler("Cleo");
        assertThat(room.tasks.next(project, cleo)).isEmpty();
        assertThat(flags.list(project, true, 0, 10))
                .extracting(view -> view.flag().comment(), FlagView::promptId, FlagView::labelerName)
                .containsExactlyInAnyOrder(tuple("what?", "p0", "Anna"), tuple("weapons and drugs", "p0", "Anna"));

        Flag kept = flags.resolve(room.namespace, harmful.id(), Flag.Action.KEEP, "it is about history", "lead");
        assertThat(flags.resolve(room.namespace, harmful.id(), Flag.Action.KEEP, "", "other"))
                .isEqualTo(kept);
        assertRefused(
                ErrorCode.FLAG_CONFLICT,
                () -> flags.resolve(room.namespace, harmful.id(), Flag.Action.WITHDRAW_PROMPT, "", "lead"));
        assertThat(withdrawn).isEmpty();
        assertThat(room.tasks.next(project, cleo)).isPresent();
        assertThat(flags.list(project, true, 0, 10)).extracting(FlagView::flag).containsExactly(unclear);
        assertThat(flags.list(project, false, 0, 10)).extracting(FlagView::flag).containsExactly(unclear, kept);

        flags.resolve(room.namespace, unclear.id(), Flag.Action.WITHDRAW_PROMPT, "nobody can tell", "lead");
        assertThat(withdrawn).containsExactly(room.namespace + " flagged p0 flagged as unclear lead");
        assertThat(room.tasks.next(project, room.labeler("Dora"))).isEmpty();
        assertRefused(
                ErrorCode.FLAG_UNKNOWN,
                () -> flags.resolve(room.namespace, UUID.randomUUID(), Flag.Action.KEEP, "", "lead"));
    }

    @Test
    void anOptedOutLabelerIsNotGivenSensitivePrompts() {
        Project project = room.demonstrations("sensitive", 1, 0);
        room.prompts.add(
                project,
                List.of(new NewPrompt("s", "Text", "", "", "", new Sensitivity(true, "Blood"), "", Optional.empty())));
        var preferences = new PostgresPreferences(room.database);
        assertThat(preferences.of(anna)).isEqualTo(new Preferences(false));
        preferences.save(anna, new Preferences(true));
        assertThat(preferences.of(anna)).isEqualTo(new Preferences(true));
        assertThat(room.tasks.next(project, anna)).isEmpty();
        assertThat(room.tasks.next(project, ben)).isPresent();
        preferences.save(anna, new Preferences(false));
        skip(ben, room.next(project, ben), SkipReason.SENSITIVE, "");
        room.next(project, anna);
        preferences.save(anna, new Preferences(true));
        assertThat(room.tasks.next(project, anna)).as("while holding it").isEmpty();
    }

    @Test
    void aQuestionIsAnsweredToWhoeverAskedIt() {
        Project project = room.demonstrations("asked", 2, 1);
        UUID task = room.next(project, anna).task().id();
        assertRefused(ErrorCode.LEASE_LOST, () -> inquiries.ask(room.namespace, task, ben.id(), "May I?", null));
        assertRefused(ErrorCode.TEXT_EMPTY, () -> inquiries.ask(room.namespace, task, anna.id(), " ", null));
        Inquiry first = inquiries.ask(room.namespace, task, anna.id(), "How long?", null);
        room.now.updateAndGet(now -> now.plusSeconds(1));
        Inquiry second = inquiries.ask(room.namespace, task, anna.id(), "In German?", null);
        room.now.updateAndGet(now -> now.plusSeconds(1));
        Inquiry answered = inquiries.answer(room.namespace, second.id(), "No.", "lead");
        assertThat(answered.answer()).contains(new Inquiry.LeadsAnswer("No.", "lead", room.now.get()));
        assertThat(inquiries.ofLabeler(project, anna.id(), 0, 10))
                .extracting(view -> view.inquiry())
                .containsExactly(answered, first);
        assertThat(inquiries.ofLabeler(project, ben.id(), 0, 10)).isEmpty();
        assertThat(inquiries.list(project, false, 0, 10))
                .extracting(view -> view.inquiry())
                .containsExactly(first, answered);
        assertThat(inquiries.list(project, true, 0, 10))
                .extracting(view -> view.inquiry())
                .containsExactly(first);
        inquiries.answer(room.namespace, second.id(), "Yes, after all.", "lead");
        assertThat(inquiries.ofLabeler(project, anna.id(), 0, 1))
                .singleElement()
                .satisfies(view ->
                        assertThat(view.inquiry().answer().orElseThrow().text()).isEqualTo("Yes, after all."));
        assertRefused(
                ErrorCode.INQUIRY_UNKNOWN, () -> inquiries.answer(room.namespace, UUID.randomUUID(), "text", "lead"));
        assertRefused(ErrorCode.TEXT_EMPTY, () -> inquiries.answer(room.namespace, second.id(), "", "lead"));
    }

    @Test
    void aQuestionThatIsSentAgainIsAskedOnce() {
        Project project = room.demonstrations("again", 2, 1);
        UUID task = room.next(project, anna).task().id();
        UUID bens = room.next(project, ben).task().id();
        Inquiry first = inquiries.ask(room.namespace, task, anna.id(), "How long?", "k");
        room.now.updateAndGet(now -> now.plusSeconds(1));
        assertThat(inquiries.ask(room.namespace, task, anna.id(), "How long?", "k"))
                .isEqualTo(first);
        assertRefused(
                ErrorCode.SUBMISSION_CONFLICT, () -> inquiries.ask(room.namespace, task, anna.id(), "How short?", "k"));
        assertRefused(
                ErrorCode.REQUEST_INVALID, () -> inquiries.ask(room.namespace, task, anna.id(), "How long?", "a b"));
        inquiries.ask(room.namespace, bens, ben.id(), "How long?", "k");
        assertThat(inquiries.list(project, false, 0, 10)).hasSize(2);
    }

    @Test
    void theLastDraftIsTheOneThereIsAndOutlivesItsLease() {
        Project project = room.demonstrations("typed", 1, 1);
        UUID task = room.next(project, anna).task().id();
        drafts.save(room.namespace, task, null, anna.id(), DraftContent.of("{\"text\":\"one\"}"));
        Instant later =
                room.now.updateAndGet(now -> now.plus(LabelingRoom.LEASE).plus(LabelingRoom.LEASE));
        var typed = DraftContent.of("{\"text\":\"two \\u0000 and half \ud83d a pair\"}");
        drafts.save(room.namespace, task, null, anna.id(), typed);
        var found = drafts.get(room.namespace, task, anna.id());
        assertThat(found.savedAt()).isEqualTo(later);
        assertThat(found.content()).isEqualTo(typed);
        assertThat(found.content().json()).isEqualTo("{\"text\":\"two \\u0000 and half \\ud83d a pair\"}");
        assertRefused(ErrorCode.LEASE_LOST, () -> drafts.get(room.namespace, task, ben.id()));
    }

    @Test
    void aDraftThatComesAfterItsWorkIsNotKept() throws Exception {
        Project project = room.demonstrations("late-draft", 1, 1);
        TaskDesk.Leased first = room.next(project, anna);
        room.submit(anna, first, "k");
        assertRefused(ErrorCode.SUBMISSION_CONFLICT, () -> draft(first));
        assertThat(drafts.find(room.namespace, first.task().id(), anna.id())).isEmpty();

        sql("update submission set state = 'SENT_BACK' where namespace = '%s'".formatted(room.namespace));
        sql("update task set state = 'OPEN' where namespace = '%s'".formatted(room.namespace));
        TaskDesk.Leased again = room.next(project, anna);
        assertRefused(ErrorCode.SUBMISSION_CONFLICT, () -> draft(first));
        assertThat(drafts.find(room.namespace, first.task().id(), anna.id())).isEmpty();
        assertThat(draft(again).content()).isEqualTo(DraftContent.of("{}"));
        assertRefused(
                ErrorCode.LEASE_LOST,
                () -> drafts.save(
                        room.namespace, again.task().id(), UUID.randomUUID(), anna.id(), DraftContent.of("{}")));
    }

    private Draft draft(TaskDesk.Leased leased) {
        return drafts.save(room.namespace, leased.task().id(), leased.lease().id(), anna.id(), DraftContent.of("{}"));
    }

    private Skip skip(Labeler labeler, TaskDesk.Leased leased, SkipReason reason, String comment) {
        return skips.skip(room.namespace, leased.task().id(), leased.lease().id(), labeler.id(), reason, comment);
    }

    private static void sql(String statement) throws Exception {
        try (var connection = LabelingRoom.source(postgres).getConnection()) {
            connection.createStatement().execute(statement);
        }
    }
}
