package macaw.labeling.postgres;

import static macaw.labeling.Codes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import macaw.errors.ErrorCode;
import macaw.labeling.jsonl.JsonLines;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.projects.Project;
import macaw.labeling.prompts.NewPrompt;
import macaw.labeling.prompts.Sensitivity;
import macaw.labeling.prompts.Split;
import macaw.labeling.snapshots.Filters;
import macaw.labeling.snapshots.Snapshot;
import macaw.labeling.snapshots.Summary;
import macaw.labeling.submissions.Content;
import macaw.labeling.submissions.Submission;
import macaw.labeling.texts.Sha256;
import macaw.localstack.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Four prompts, three of them answered by Anna (a program) at 12:00, 12:01 and 12:02, and all by Ben from 12:10. */
@Tag("integration")
class SnapshotFiltersTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static TestDatabase postgres;
    private LabelingRoom room;
    private Project project;
    private Labeler anna;
    private Labeler ben;
    private final List<Submission> bens = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        postgres = LabelingRoom.startPostgres();
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @BeforeEach
    void work() {
        room = new LabelingRoom(LabelingRoom.source(postgres));
        project = room.projects.create(Project.open(room.namespace, "write", 2, "", new Project.Work.Demonstrations()));
        room.prompts.add(
                project,
                List.of(
                        prompt("a", "lists", "en", "book", Split.TRAIN),
                        prompt("b", "lists", "de", "web", Split.TRAIN),
                        prompt("c", "poems", "en", "web", Split.VALIDATION),
                        prompt("d", "", "", "", Split.TEST)));
        anna = room.labeler("Anna");
        ben = room.labelers.register(room.namespace, "Ben", false).labeler();
        for (int i = 0; i < 3; i++) {
            room.now.set(NOON.plus(Duration.ofMinutes(i)));
            room.submit(anna, room.next(project, anna), "anna" + i);
        }
        for (int i = 0; i < 4; i++) {
            room.now.set(NOON.plus(Duration.ofMinutes(10 + i)));
            bens.add(room.submit(ben, room.next(project, ben), "ben" + i));
        }
    }

    private static NewPrompt prompt(String id, String category, String language, String source, Split split) {
        return new NewPrompt(
                id,
                "Write " + id,
                category,
                source,
                language,
                Sensitivity.NONE,
                "group-" + id + source,
                Optional.of(split));
    }

    /** Which prompts are in it, as often as they are. */
    private List<String> prompts(Filters filters) {
        List<String> prompts = new ArrayList<>();
        room.snapshots.records(
                room.snapshots.create(project, filters),
                label -> prompts.add(label.origin().prompt().id()));
        return prompts;
    }

    private static Filters filters(
            Set<String> categories,
            Set<String> languages,
            Set<String> sources,
            Set<String> labelers,
            Filters.Simulated simulated) {
        return new Filters(
                new TreeSet<>(),
                Filters.sorted(categories),
                Filters.sorted(languages),
                Filters.sorted(sources),
                Filters.sorted(labelers),
                simulated,
                Optional.empty(),
                Optional.empty(),
                Filters.Adjudicated.ALL);
    }

    private static Filters between(Instant from, Instant until) {
        return new Filters(
                new TreeSet<>(),
                new TreeSet<>(),
                new TreeSet<>(),
                new TreeSet<>(),
                new TreeSet<>(),
                Filters.Simulated.INCLUDE,
                Optional.of(from),
                Optional.of(until),
                Filters.Adjudicated.ALL);
    }

    private static Filters preferring() {
        return new Filters(
                new TreeSet<>(),
                new TreeSet<>(),
                new TreeSet<>(),
                new TreeSet<>(),
                new TreeSet<>(),
                Filters.Simulated.INCLUDE,
                Optional.empty(),
                Optional.empty(),
                Filters.Adjudicated.PREFER);
    }

    @Test
    void eachFilterLetsThroughWhatItNames() {
        Set<String> any = Set.of();
        Filters.Simulated both = Filters.Simulated.INCLUDE;
        assertThat(prompts(Filters.NONE)).containsExactly("a", "b", "c", "a", "b", "c", "d");
        assertThat(prompts(Filters.ofSplits(Set.of(Split.VALIDATION, Split.TEST))))
                .containsExactly("c", "c", "d");
        assertThat(prompts(filters(Set.of("lists"), any, any, any, both))).containsExactly("a", "b", "a", "b");
        assertThat(prompts(filters(Set.of("lists", ""), any, any, any, both))).containsExactly("a", "b", "a", "b", "d");
        assertThat(prompts(filters(any, Set.of("en"), any, any, both))).containsExactly("a", "c", "a", "c");
        assertThat(prompts(filters(any, any, Set.of("web"), any, both))).containsExactly("b", "c", "b", "c");
        assertThat(prompts(filters(any, any, any, Set.of(ben.pseudonym()), both)))
                .containsExactly("a", "b", "c", "d");
        assertThat(prompts(filters(any, any, any, any, Filters.Simulated.EXCLUDE)))
                .containsExactly("a", "b", "c", "d");
        assertThat(prompts(filters(Set.of("lists"), Set.of("en"), any, Set.of(anna.pseudonym()), both)))
                .containsExactly("a");
        assertThat(prompts(between(NOON.plusSeconds(60), NOON.plus(Duration.ofMinutes(11)))))
                .containsExactly("b", "c", "a");
        assertRefused(ErrorCode.REQUEST_INVALID, () -> between(NOON, NOON));
    }

    @Test
    void theSameFiltersAreOneSnapshotAndOthersAnother() {
        Filters lists = filters(Set.of("lists", "poems", ""), Set.of(), Set.of(), Set.of(), Filters.Simulated.INCLUDE);
        Snapshot all = room.snapshots.create(project, Filters.NONE);
        Snapshot everyCategory = room.snapshots.create(project, lists);
        assertThat(everyCategory.sha256()).isEqualTo(all.sha256());
        assertThat(everyCategory.id()).isNotEqualTo(all.id());
        room.now.set(NOON.plus(Duration.ofHours(1)));
        assertThat(room.snapshots.create(project, lists)).isEqualTo(everyCategory);
        assertThat(room.snapshots.get(room.namespace, everyCategory.id())).isEqualTo(everyCategory);
        assertThat(everyCategory.filters()).isEqualTo(lists);
        // filters by split alone have the ids that they always had
        assertThat(all.id())
                .isEqualTo("write-"
                        + Sha256.hex("[TRAIN, VALIDATION, TEST] " + all.sha256())
                                .substring(0, 16));
    }

    @Test
    void theManifestCountsWhatIsInIt() {
        adjudicate(bens.getFirst());
        Summary contents = room.snapshots.summary(room.snapshots.create(project, Filters.NONE));
        assertThat(contents)
                .isEqualTo(new Summary(
                        new TreeMap<>(Map.of("train", 4L, "validation", 2L, "test", 1L)),
                        new TreeMap<>(Map.of(anna.pseudonym(), 3L, ben.pseudonym(), 4L)),
                        new TreeMap<>(),
                        new TreeMap<>(),
                        new TreeMap<>(Map.of("1", 7L)),
                        3,
                        0,
                        1,
                        Summary.Withdrawn.NOTHING));
        Project compare = room.comparisons("compare", 1, 2, 3);
        room.submit(anna, room.next(compare, anna), "c");
        Summary compared = room.snapshots.summary(room.snapshots.create(compare, Filters.NONE));
        assertThat(compared.policies()).containsExactly(Map.entry("default/sft@1", 3L));
        assertThat(compared.forms()).containsExactly(Map.entry("instructgpt@1", 1L));
    }

    private void adjudicate(Submission submission) {
        sql("update submission set adjudication = true where id = '" + submission.id() + "'");
    }

    private void sql(String statement) {
        room.database.inTransaction(handle -> handle.execute(statement));
    }

    @Test
    void aReviewersJudgementCanStandForItsTask() {
        adjudicate(bens.get(1));
        assertThat(prompts(Filters.NONE)).hasSize(7);
        assertThat(prompts(preferring())).containsExactly("a", "c", "a", "b", "c", "d");
    }

    @Test
    void whatWasTakenBackIsLeftOutAndCountedAndOldSnapshotsKeepIt() {
        Snapshot before = room.snapshots.create(project, Filters.NONE);
        List<String> lines = lines(before);
        room.revise(ben, bens.get(1), "again", new Content.Demonstration("Another answer."));
        sql("update prompt set withdrawn_at = now() where namespace = '" + room.namespace + "' and id = 'a'");
        sql("update labeler set withdrawn_at = now() where id = '" + anna.id() + "'");
        room.withdraw(bens.get(3), "the labeler asked for it");
        Snapshot after = room.snapshots.create(project, Filters.NONE);
        assertThat(prompts(Filters.NONE)).containsExactly("b", "c");
        assertThat(room.snapshots.summary(after).withdrawn()).isEqualTo(new Summary.Withdrawn(1, 1, 1));
        assertThat(lines(after)).hasSize(2).anyMatch(line -> line.contains("Another answer."));
        assertThat(lines(before)).hasSize(7).isEqualTo(lines);
        assertThat(Sha256.hex(String.join("\n", lines) + "\n")).isEqualTo(before.sha256());
        assertThat(room.snapshots.get(room.namespace, before.id())).isEqualTo(before);
    }

    @Test
    void whoeverTakesLinesSlowlyKeepsNoConnectionFromTheOthers() {
        Snapshot snapshot = room.snapshots.create(project, Filters.NONE);
        sql("insert into snapshot_line select namespace, snapshot_id, n, 'line ' || n from snapshot_line,"
                + " generate_series(7, 450) n where snapshot_id = '" + snapshot.id() + "' and namespace = '"
                + room.namespace + "' and position = 0");
        var only =
                new PostgresSnapshots(new Database(LabelingRoom.source(postgres), 1, Optional::empty), new JsonLines());
        List<String> taken = new ArrayList<>();
        only.lines(snapshot, line -> {
            if (taken.isEmpty()) {
                assertThat(only.find(room.namespace, snapshot.id())).contains(snapshot);
            }
            taken.add(line);
        });
        assertThat(taken)
                .hasSize(451)
                .doesNotHaveDuplicates()
                .startsWith(lines(snapshot).getFirst());
        assertThat(taken.subList(7, 451))
                .isEqualTo(
                        IntStream.rangeClosed(7, 450).mapToObj(n -> "line " + n).toList());
    }

    private List<String> lines(Snapshot snapshot) {
        List<String> lines = new ArrayList<>();
        room.snapshots.lines(snapshot, lines::add);
        return lines;
    }
}
