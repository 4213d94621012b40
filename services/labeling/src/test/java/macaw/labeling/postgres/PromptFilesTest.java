package macaw.labeling.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static macaw.labeling.Codes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import macaw.errors.ErrorCode;
import macaw.labeling.exchange.BadRow;
import macaw.labeling.exchange.FileLimits;
import macaw.labeling.exchange.PromptFiles;
import macaw.labeling.exchange.RowsRefused;
import macaw.labeling.projects.Project;
import macaw.labeling.texts.Sha256;
import macaw.localstack.testing.TestDatabase;
import macaw.rowfiles.CsvRows;
import macaw.rowfiles.JsonRows;
import macaw.rowfiles.ParquetRows;
import macaw.rowfiles.RowFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("integration")
class PromptFilesTest {
    private static TestDatabase postgres;
    private LabelingRoom room;
    private PromptFiles files;
    private Project project;

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
        files = new PromptFiles(new PostgresPrompts(room.database, UUID::randomUUID), FileLimits.USUAL);
        project = room.projects.create(Project.open(room.namespace, "write", 1, "", new Project.Work.Demonstrations()));
    }

    private PromptFiles.Added add(RowFormat format, byte[] file) throws IOException {
        return files.add(project, format, new ByteArrayInputStream(file));
    }

    private PromptFiles.Added add(String jsonl) throws IOException {
        return add(new JsonRows(), jsonl.getBytes(UTF_8));
    }

    private List<BadRow> refused(String jsonl) {
        RowsRefused refused = catchThrowableOfType(RowsRefused.class, () -> add(jsonl));
        assertThat(refused).as("a refusal").isNotNull();
        return refused.first();
    }

    private List<Map<String, Object>> recorded() {
        return room.database.inTransaction(handle -> handle.createQuery("""
                        select p.id, p.text, p.category, p.language, p.source, p.sensitive, p.content_warning,
                               p.group_name, g.split
                        from prompt p
                        join prompt_group g on g.namespace = p.namespace and g.name = p.group_name
                        join task t on t.namespace = p.namespace and t.project = p.project and t.prompt_id = p.id
                        where p.namespace = :namespace order by t.position""")
                .bind("namespace", room.namespace)
                .mapToMap()
                .list());
    }

    @Test
    void everyColumnOfAPromptIsRecordedWhateverItsSpelling() throws IOException {
        assertThat(add("""
                        {"id":"a","text":"Write a list.","category":"lists","language":"en","source":"book","group":"g","split":"test","sensitive":true,"contentWarning":"Spiders","colour":"red"}
                        {"id":7,"prompt":"Count.","Content Warning":"Numbers","split":"train"}
                        """)).isEqualTo(new PromptFiles.Added(2, 0, List.of("colour")));
        assertThat(recorded())
                .containsExactly(
                        Map.of(
                                "id", "a",
                                "text", "Write a list.",
                                "category", "lists",
                                "language", "en",
                                "source", "book",
                                "sensitive", true,
                                "content_warning", "Spiders",
                                "group_name", "g",
                                "split", "TEST"),
                        Map.of(
                                "id", "7",
                                "text", "Count.",
                                "category", "",
                                "language", "",
                                "source", "",
                                "sensitive", true,
                                "content_warning", "Numbers",
                                "group_name", "text:" + Sha256.hex("Count."),
                                "split", "TRAIN"));
    }

    @Test
    void instructionsConversationsAndRowsWithoutAnIdAreTaken() throws IOException {
        String file = """
                {"instruction":"Add.","input":"1 and 2"}
                {"instruction":"Add.","instances":[{"input":"3 and 4","output":"7"}]}
                {"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"}]}
                {"prompt":[{"role":"user","content":"Hi"}]}
                """;
        assertThat(add(file)).isEqualTo(new PromptFiles.Added(3, 1, List.of()));
        assertThat(recorded())
                .extracting(row -> row.get("text"))
                .containsExactly("Add.\n\n1 and 2", "Add.\n\n3 and 4", "Hi");
        assertThat(recorded()).extracting(row -> (String) row.get("id")).allMatch(id -> id.matches("row-[0-9a-f]{20}"));
        assertThat(add(file)).isEqualTo(new PromptFiles.Added(0, 4, List.of()));
    }

    @Test
    void badRowsAreToldOfOneByOneAndNothingIsAdded() throws IOException {
        assertThat(refused("""
                        {"id":"a","text":"whole"}
                        {"id":"b c","text":"x"}
                        {"id":"c","text":" "}
                        {"id":"d","text":"bell \\u0007"}
                        {"id":"e","text":["x"]}
                        {"id":"f","text":"x","split":"dev"}
                        {"id":"g","text":"x","language":"klingonese"}
                        {"id":"h","text":"x","sensitive":"perhaps"}
                        {"id":"i","messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":"c"}]}
                        {"id":"j","instruction":"x","instances":[{"input":"1"},{"input":"2"}]}
                        {"id":"k","text":"x","Text":"y"}
                        nothing
                        """))
                .extracting(BadRow::row, BadRow::code, BadRow::field)
                .containsExactly(
                        tuple(2L, ErrorCode.NAME_INVALID, "id"),
                        tuple(3L, ErrorCode.PROMPT_EMPTY, "text"),
                        tuple(4L, ErrorCode.TEXT_INVALID, "text"),
                        tuple(5L, ErrorCode.ROW_INVALID, "text"),
                        tuple(6L, ErrorCode.ROW_INVALID, "split"),
                        tuple(7L, ErrorCode.REQUEST_INVALID, "language"),
                        tuple(8L, ErrorCode.ROW_INVALID, "sensitive"),
                        tuple(9L, ErrorCode.ROW_INVALID, "messages"),
                        tuple(10L, ErrorCode.ROW_INVALID, "instances"),
                        tuple(11L, ErrorCode.ROW_INVALID, "Text"),
                        tuple(12L, ErrorCode.ROW_INVALID, ""));
        assertThat(recorded()).isEmpty();
        assertRefused(ErrorCode.FILE_INVALID, () -> add("\n"));
    }

    @Test
    void onlyTheFirstTwentyBadRowsAreToldOfAndAllAreCounted() {
        RowsRefused refused = catchThrowableOfType(RowsRefused.class, () -> add("{\"text\":\"\"}\n".repeat(25)));
        assertThat(refused.count()).isEqualTo(25);
        assertThat(refused.first()).hasSize(20);
        assertThat(refused.code()).isEqualTo(ErrorCode.PROMPT_EMPTY);
    }

    @Test
    void whatContradictsTheRecordedOrAnEarlierRowIsAConflictByRow() throws IOException {
        add("{\"id\":\"a\",\"text\":\"one\",\"group\":\"g\",\"split\":\"train\"}");
        assertThat(refused("""
                        {"id":"a","text":"two"}
                        {"id":"b","text":"x","group":"g","split":"test"}
                        {"id":"c","text":"x","group":"h","split":"train"}
                        {"id":"d","text":"y","group":"h","split":"test"}
                        {"id":"c","text":"other"}
                        """))
                .extracting(BadRow::row, BadRow::id, BadRow::code, BadRow::field)
                .containsExactly(
                        tuple(1L, "a", ErrorCode.PROMPT_CONFLICT, "id"),
                        tuple(2L, "b", ErrorCode.PROMPT_CONFLICT, "split"),
                        tuple(4L, "d", ErrorCode.PROMPT_CONFLICT, "split"),
                        tuple(5L, "c", ErrorCode.PROMPT_CONFLICT, "id"));
        assertThat(recorded()).hasSize(1);
    }

    @Test
    void csvAndParquetBecomePromptsLikeJsonLines() throws IOException {
        add(new CsvRows(), "id,text,sensitive\na,\"Write, please.\",yes\n".getBytes(UTF_8));
        try (var parquet = PromptFilesTest.class.getResourceAsStream("/rows/snappy.parquet")) {
            RowsRefused refused = catchThrowableOfType(
                    RowsRefused.class,
                    () -> files.add(project, new ParquetRows(FileLimits.USUAL.characters()), parquet));
            assertThat(refused.first())
                    .extracting(BadRow::row, BadRow::id, BadRow::code)
                    .containsExactly(tuple(1L, "a", ErrorCode.PROMPT_CONFLICT));
        }
        assertThat(recorded()).extracting(row -> row.get("text")).containsExactly("Write, please.");
    }

    @Test
    void selfInstructsSeedTasksAreTakenAsTheyArePublished() throws IOException {
        Path seeds = Path.of(
                System.getProperty("macaw.root"), "../shared/data/demonstrations/self-instruct/seed_tasks.jsonl");
        assumeTrue(Files.exists(seeds), "../shared/data is not beside the project: self-instruct is not taken");
        assertThat(add(new JsonRows(), Files.readAllBytes(seeds)))
                .isEqualTo(new PromptFiles.Added(175, 0, List.of("is_classification", "name")));
        assertThat(recorded().get(1))
                .containsEntry("id", "seed_task_1")
                .containsEntry("text", "What is the relation between the given pairs?\n\nNight : Day :: Right : Left");
    }
}
