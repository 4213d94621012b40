package macaw.labeling.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import macaw.labeling.gold.Turn;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.projects.Project;
import macaw.labeling.submissions.Submission;
import macaw.labeling.tasks.Handout;
import macaw.labeling.tasks.TaskDesk;
import macaw.localstack.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which task is a labeler's next, one labeler at a time; CrowdTest has them all at once. */
@Tag("integration")
class HandoutTest {
    private static TestDatabase postgres;
    private static DataSource source;
    private LabelingRoom room;
    private Labeler anna;
    private Labeler ben;

    @BeforeAll
    static void start() throws Exception {
        postgres = LabelingRoom.startPostgres();
        source = LabelingRoom.source(postgres);
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @BeforeEach
    void enter() {
        room = new LabelingRoom(source);
        anna = room.labeler("Anna");
        ben = room.labeler("Ben");
    }

    private static void sql(String statement) throws Exception {
        try (var connection = source.getConnection()) {
            connection.createStatement().execute(statement);
        }
    }

    private List<String> everything(Project project, Labeler labeler) {
        List<String> prompts = new ArrayList<>();
        for (Optional<TaskDesk.Leased> next = room.tasks.next(project, labeler);
                next.isPresent();
                next = room.tasks.next(project, labeler)) {
            prompts.add(next.get().task().prompt().id());
            room.submit(labeler, next.get(), project.name() + "-" + prompts.getLast());
        }
        return prompts;
    }

    @Test
    void nobodyJudgesAGroupThatTheyWroteAnAnswerFor() {
        Project writing = room.demonstrations("writing", 2, 0);
        Project comparing = room.comparisons("comparing", 2, 0, 4);
        room.addGroups(writing, 2);
        room.addGroups(comparing, 3);
        room.collect(comparing, 4);
        Submission annas = room.submit(anna, room.next(writing, anna), "first");
        assertThat(everything(comparing, anna)).containsExactly("p1", "p2");
        assertThat(everything(comparing, ben)).containsExactly("p0", "p1", "p2");
        room.withdraw(annas, "test");
        assertThat(everything(comparing, anna)).containsExactly("p0");
    }

    @Test
    void answersOfOthersBarNobody() {
        Project writing = room.demonstrations("writing", 2, 0);
        Project comparing = room.comparisons("comparing", 2, 0, 4);
        room.addGroups(writing, 1);
        room.addGroups(comparing, 1);
        room.collect(comparing, 4);
        room.submit(ben, room.next(writing, ben), "bens");
        assertThat(everything(comparing, anna)).containsExactly("p0");
    }

    @Test
    void whoeverOptedOutOfSensitivePromptsIsNotGivenThem() throws Exception {
        Project project = room.demonstrations("sensitive", 2, 3);
        sql("update prompt set sensitive = true where id = 'p1' and namespace = '" + room.namespace + "'");
        sql("update labeler set sensitive_opt_out = true where id = '" + anna.id() + "'");
        assertThat(everything(project, anna)).containsExactly("p0", "p2");
        assertThat(everything(project, ben)).containsExactly("p0", "p1", "p2");
    }

    @Test
    void withdrawnPromptsAndClosedTasksAreGivenToNobodyNotEvenToWhoeverHoldsThem() throws Exception {
        Project project = room.demonstrations("withdrawn", 1, 3);
        assertThat(room.next(project, anna).task().prompt().id()).isEqualTo("p0");
        sql("update prompt set withdrawn_at = now() where id = 'p0' and namespace = '" + room.namespace + "'");
        sql("update task set closed_at = now() where prompt_id = 'p1' and namespace = '" + room.namespace + "'");
        assertThat(everything(project, anna)).containsExactly("p2");
        assertThat(everything(project, ben)).isEmpty();
    }

    @Test
    void nobodyIsGivenWhatTheyPassedOverAndNobodyAtAllWhatIsMarkedAsHarmful() throws Exception {
        Project project = room.demonstrations("passed-over", 2, 3);
        UUID first = room.next(project, anna).task().id();
        sql("insert into skip values ('%s', '%s', '%s', 'OTHER', 'a test', now())"
                .formatted(room.namespace, first, anna.id()));
        TaskDesk.Leased second = room.next(project, anna);
        assertThat(second.task().prompt().id()).isEqualTo("p1");
        String flag = "insert into flag (namespace, id, task_id, labeler_id, kind, comment, flagged_at)"
                + " values ('%s', gen_random_uuid(), '%s', '%s', '%s', '', now())";
        sql(flag.formatted(room.namespace, second.task().id(), anna.id(), "UNCLEAR"));
        assertThat(room.next(project, anna).task().id()).isEqualTo(second.task().id());
        sql(flag.formatted(room.namespace, second.task().id(), anna.id(), "HARMFUL"));
        assertThat(everything(project, anna)).containsExactly("p2");
        assertThat(everything(project, ben)).containsExactly("p0", "p2");
        sql("update flag set resolved_at = now(), resolution = 'KEEP' where namespace = '" + room.namespace + "'");
        assertThat(everything(project, ben)).containsExactly("p1");
    }

    @Test
    void workThatWasSentBackComesBeforeNewWorkAndToItsLabelerOnly() throws Exception {
        Project project = room.demonstrations("sent-back", 1, 3);
        Submission first = room.submit(anna, room.next(project, anna), "first");
        sql("update submission set state = 'SENT_BACK' where id = '" + first.id() + "'");
        sql("update task set state = 'OPEN', available_from = timestamptz '9999-01-01' where id = '" + first.task()
                + "'");
        assertThat(room.next(project, ben).task().prompt().id()).isEqualTo("p1");
        assertThat(room.next(project, anna).task().id()).isEqualTo(first.task());
    }

    @Test
    void aTaskThatComesOpenBehindTheCursorIsFoundBeforeAnybodyHearsThatThereIsNone() throws Exception {
        Project project = room.demonstrations("cursor", 2, 200);
        Submission bens = room.submit(ben, room.next(project, ben), "bens");
        List<Submission> annas = IntStream.range(0, 150)
                .mapToObj(i -> room.submit(anna, room.next(project, anna), "k" + i))
                .toList();
        assertThat(cursor(anna))
                .as("Anna's search begins after what she has done")
                .isGreaterThan(0);
        assertThat(room.withdraw(annas.getFirst(), "test").task()).isEqualTo(bens.task());
        Labeler carl = room.labeler("Carl");
        assertThat(room.next(project, carl).task().id()).isEqualTo(bens.task());
        sql("delete from submission_key where submission_id = '" + annas.get(3).id() + "'");
        sql("delete from submission where id = '" + annas.get(3).id() + "'");
        List<String> rest = everything(project, anna);
        assertThat(rest).hasSize(51).endsWith("p3").doesNotHaveDuplicates();
    }

    private long cursor(Labeler labeler) throws Exception {
        try (var connection = source.getConnection();
                var rows = connection
                        .createStatement()
                        .executeQuery("select c.position - (select min(position) from task t"
                                + " where t.namespace = c.namespace and t.project = c.project)"
                                + " from task_cursor c where labeler_id = '" + labeler.id() + "'")) {
            return rows.next() ? rows.getLong(1) : -1;
        }
    }

    @Test
    void whatIsRefusedIsNotFoundAgainAndTheNextOneIs() {
        Project project = room.demonstrations("refused", 1, 5);
        List<UUID> asked = new ArrayList<>();
        Instant now = room.now.get();
        Optional<Handout.Granted> none = new PostgresTasks(room.database)
                .handOut(project, anna.id(), Turn.ORDINARY, now, candidate -> {
                    asked.add(candidate.occupancy().task());
                    return new Handout.Refused();
                });
        assertThat(none).isEmpty();
        assertThat(asked).hasSize(5).doesNotHaveDuplicates();
    }
}
