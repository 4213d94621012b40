package macaw.labeling.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static macaw.labeling.Codes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayInputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import macaw.errors.ErrorCode;
import macaw.labeling.exchange.BadRow;
import macaw.labeling.exchange.FileLimits;
import macaw.labeling.exchange.LabelFiles;
import macaw.labeling.exchange.LabelFormat;
import macaw.labeling.exchange.PromptFiles;
import macaw.labeling.exchange.RowsRefused;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.projects.Project;
import macaw.labeling.prompts.NewPrompt;
import macaw.labeling.prompts.Sensitivity;
import macaw.labeling.prompts.Split;
import macaw.labeling.submissions.Content;
import macaw.labeling.takeover.TakeOver;
import macaw.labeling.wire.LabelCodec;
import macaw.localstack.testing.TestDatabase;
import macaw.rowfiles.JsonRows;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** A text is in one split of its namespace, whichever way it comes. */
@Tag("integration")
class TextSplitsTest {
    private static final TakeOver.Filter NO_FILTER = new TakeOver.Filter(Set.of(), Set.of());

    private static TestDatabase postgres;
    private LabelingRoom room;
    private Project first;

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
        first = demonstrations("first");
    }

    private Project demonstrations(String name) {
        return room.projects.create(Project.open(room.namespace, name, 1, "", new Project.Work.Demonstrations()));
    }

    private static NewPrompt prompt(String id, String text, String group, @Nullable Split split) {
        return new NewPrompt(id, text, "", "", "", Sensitivity.NONE, group, Optional.ofNullable(split));
    }

    private PromptFiles.Added file(Project project, String jsonl) throws Exception {
        var files = new PromptFiles(new PostgresPrompts(room.database, UUID::randomUUID), FileLimits.USUAL);
        return files.add(project, new JsonRows(), new ByteArrayInputStream(jsonl.getBytes(UTF_8)));
    }

    private LabelFiles.Imported labels(Project project, String jsonl) throws Exception {
        var news = new OutboxRows(LabelCodec::topicValue);
        var files = new LabelFiles(
                new PostgresImports(room.database, news, UUID::randomUUID), FileLimits.USUAL, room.now::get);
        return files.add(
                project,
                LabelFormat.TRL_PROMPT_COMPLETION,
                new JsonRows(),
                new ByteArrayInputStream(jsonl.getBytes(UTF_8)),
                new LabelFiles.Unsaid("", "", false));
    }

    /** Project, text, group and split of all prompts, in the order added. */
    private List<List<String>> recorded() {
        return recorded(room.database, room.namespace);
    }

    private static List<List<String>> recorded(Database database, String namespace) {
        return database.inTransaction(handle -> handle.createQuery("""
                        select p.project, p.text, p.group_name, g.split
                        from prompt p
                        join prompt_group g on g.namespace = p.namespace and g.name = p.group_name
                        join task t on t.namespace = p.namespace and t.project = p.project and t.prompt_id = p.id
                        where p.namespace = :namespace order by t.position""")
                .bind("namespace", namespace)
                .map((row, context) -> List.of(row.getString(1), row.getString(2), row.getString(3), row.getString(4)))
                .list());
    }

    @Test
    void labelsFromElsewhereJoinTheSplitOfTheirPromptsTextInAnotherProject() throws Exception {
        file(first, "{\"id\":\"a\",\"text\":\"Name a fruit.\",\"group\":\"held out\",\"split\":\"test\"}");
        Project second = demonstrations("second");
        labels(second, "{\"prompt\":\"Name a fruit.\\r\\n\",\"completion\":\"Apple\"}");
        assertThat(recorded())
                .containsExactly(
                        List.of("first", "Name a fruit.", "held out", "TEST"),
                        List.of("second", "Name a fruit.\r\n", "held out", "TEST"));
        RowsRefused refused = catchThrowableOfType(RowsRefused.class, () -> labels(second, """
                        {"prompt":"Name a tree.","completion":"Oak"}
                        {"prompt":" Name a fruit.","completion":"Pear","split":"train"}
                        """));
        assertThat(refused.first())
                .extracting(BadRow::row, BadRow::code, BadRow::field)
                .containsExactly(tuple(2L, ErrorCode.PROMPT_CONFLICT, "split"));
        assertThat(recorded()).hasSize(2);
    }

    @Test
    void aFileThatTakesATextToAnotherSplitIsToldOfByRow() throws Exception {
        file(first, "{\"id\":\"a\",\"text\":\"One\",\"group\":\"g\",\"split\":\"test\"}");
        RowsRefused refused = catchThrowableOfType(RowsRefused.class, () -> file(demonstrations("second"), """
                        {"id":"b","text":"One","group":"h","split":"train"}
                        {"id":"c","text":"One","group":"h2","split":"test"}
                        {"id":"d","text":"Two","split":"train"}
                        {"id":"e","text":"Two ","split":"validation"}
                        {"id":"f","text":"\\tOne","group":"lists"}
                        """));
        assertThat(refused.first())
                .extracting(BadRow::row, BadRow::id, BadRow::code, BadRow::field)
                .containsExactly(
                        tuple(1L, "b", ErrorCode.PROMPT_CONFLICT, "split"),
                        tuple(4L, "e", ErrorCode.PROMPT_CONFLICT, "split"),
                        tuple(5L, "f", ErrorCode.PROMPT_CONFLICT, "group"));
        assertThat(refused.first().getFirst().detail()).contains("\"b\"", "\"g\"", "TEST");
        assertThat(recorded()).hasSize(1);
    }

    @Test
    void aWrittenPromptGoesWithItsTextWhereItsBriefIsInAnotherSplit() {
        room.prompts.add(first, List.of(prompt("a", "Name a fruit.", "held out", Split.TEST)));
        Project briefs =
                room.projects.create(Project.open(room.namespace, "briefs", 3, "", new Project.Work.Prompts()));
        room.prompts.add(
                briefs,
                List.of(new NewPrompt(
                        "brief",
                        "Ask for food.",
                        "plain",
                        "",
                        "",
                        Sensitivity.NONE,
                        "food",
                        Optional.of(Split.TRAIN))));
        for (String text : List.of("Name a fruit.\n", "Name a fruit", "Ask for food.")) {
            Labeler labeler = room.labeler("Labeler of " + text.length());
            room.submit(
                    labeler,
                    room.next(briefs, labeler),
                    "k",
                    new Content.WrittenPrompt(Content.WrittenPrompt.Style.PLAIN, text, List.of()));
        }
        var takeOver = new TakeOver(new PostgresWrittenPrompts(room.database), room.prompts);
        assertThat(takeOver.take(briefs, first, NO_FILTER).added()).isEqualTo(3);
        assertThat(takeOver.take(briefs, first, NO_FILTER).alreadyThere()).isEqualTo(3);
        assertThat(recorded().stream().skip(2))
                .containsExactlyInAnyOrder(
                        List.of("first", "Name a fruit.\n", "held out", "TEST"),
                        List.of("first", "Name a fruit", "food", "TRAIN"),
                        List.of("first", "Ask for food.", "food", "TRAIN"));
    }

    @Test
    void anotherNamespaceHasSplitsOfItsOwn() {
        room.prompts.add(first, List.of(prompt("a", "One", "g", Split.TEST)));
        room = new LabelingRoom(LabelingRoom.source(postgres));
        room.prompts.add(demonstrations("first"), List.of(prompt("a", "One", "g", Split.TRAIN)));
        assertThat(recorded()).containsExactly(List.of("first", "One", "g", "TRAIN"));
    }

    @Test
    void aDatabaseWithATextInTwoSplitsMigratesAndTheTextBelongsToItsFirst() {
        PGSimpleDataSource source = (PGSimpleDataSource) LabelingRoom.source(postgres);
        source.setCurrentSchema("before");
        Flyway.configure()
                .dataSource(source)
                .schemas("before")
                .target("9")
                .load()
                .migrate();
        var database = new Database(source);
        // every white space that a text may begin or end with
        String spaces = IntStream.rangeClosed(0, Character.MAX_VALUE)
                .filter(c -> Character.isWhitespace(c) || Character.isSpaceChar(c))
                .filter(c -> !Character.isISOControl(c) || c == '\t' || c == '\n' || c == '\r')
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
        database.inTransaction(handle -> {
            handle.execute(
                    "insert into prompt_group values ('n', 'g', 'TEST'), ('n', 'h', 'TRAIN'), ('n', 'b', 'TRAIN')");
            return 0;
        });
        var old = new LabelingRoom(source);
        Project write = old.projects.create(Project.open("n", "write", 1, "", new Project.Work.Demonstrations()));
        Project briefs = old.projects.create(Project.open("n", "briefs", 1, "", new Project.Work.Prompts()));
        Map<String, List<String>> before = new LinkedHashMap<>();
        before.put("brief", List.of("briefs", "One\nline", "b"));
        before.put("a", List.of("write", spaces + "One\r\nline" + spaces, "g"));
        before.put("b", List.of("write", "One\rline", "h"));
        database.inTransaction(handle -> {
            before.forEach((id, prompt) -> {
                handle.execute(
                        "insert into prompt (namespace, project, id, text, category, source, group_name)"
                                + " values ('n', ?, ?, ?, '', '', ?)",
                        prompt.get(0),
                        id,
                        prompt.get(1),
                        prompt.get(2));
                handle.execute(
                        "insert into task (namespace, id, project, prompt_id, state) values ('n', ?, ?, ?, 'OPEN')",
                        UUID.randomUUID(),
                        prompt.get(0),
                        id);
            });
            return 0;
        });

        Flyway.configure().dataSource(source).schemas("before").load().migrate();

        old.prompts.add(write, List.of(prompt("b", "One\rline", "h", Split.TRAIN)));
        old.prompts.add(write, List.of(prompt("b", "One\rline", "", null), prompt("c", "One\nline", "", null)));
        old.prompts.add(briefs, List.of(prompt("brief", "One\nline", "b", null)));
        assertRefused(
                ErrorCode.PROMPT_CONFLICT, () -> old.prompts.add(write, List.of(prompt("d", "One\nline", "h", null))));
        assertThat(recorded(database, "n"))
                .extracting(List::getFirst, prompt -> prompt.get(2), List::getLast)
                .containsExactly(
                        tuple("briefs", "b", "TRAIN"),
                        tuple("write", "g", "TEST"),
                        tuple("write", "h", "TRAIN"),
                        tuple("write", "g", "TEST"));
    }
}
