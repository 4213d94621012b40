package macaw.labeling.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static macaw.labeling.Codes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import macaw.errors.ErrorCode;
import macaw.labeling.exchange.BadRow;
import macaw.labeling.exchange.FileLimits;
import macaw.labeling.exchange.LabelFiles;
import macaw.labeling.exchange.LabelFormat;
import macaw.labeling.exchange.RowsRefused;
import macaw.labeling.jsonl.JsonLineWriter;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.projects.Project;
import macaw.labeling.review.ReviewDesk;
import macaw.labeling.review.Verdict;
import macaw.labeling.snapshots.Filters;
import macaw.labeling.snapshots.LabelRecord;
import macaw.labeling.snapshots.Snapshot;
import macaw.labeling.snapshots.Summary;
import macaw.labeling.submissions.Submission;
import macaw.labeling.tasks.TaskDesk;
import macaw.labeling.trl.Good;
import macaw.labeling.trl.Shape;
import macaw.labeling.wire.LabelCodec;
import macaw.localstack.testing.TestDatabase;
import macaw.rowfiles.JsonArrayRows;
import macaw.rowfiles.JsonRows;
import macaw.v1.Comparison;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("integration")
class ImportTest {
    private static final LabelFiles.Unsaid NOTHING = new LabelFiles.Unsaid("", "", false);

    private static TestDatabase postgres;
    private LabelingRoom room;

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
    }

    private static LabelFiles files(LabelingRoom room) {
        return new LabelFiles(
                new PostgresImports(room.database, new OutboxRows(LabelCodec::topicValue), UUID::randomUUID),
                FileLimits.USUAL,
                room.now::get);
    }

    private static LabelFiles.Imported add(LabelingRoom room, Project project, LabelFormat format, String file)
            throws IOException {
        return files(room)
                .add(project, format, new JsonRows(), new ByteArrayInputStream(file.getBytes(UTF_8)), NOTHING);
    }

    private List<BadRow> refused(Project project, LabelFormat format, String file) {
        RowsRefused refused = catchThrowableOfType(RowsRefused.class, () -> add(room, project, format, file));
        assertThat(refused).as("a refusal").isNotNull();
        return refused.first();
    }

    private static Project demonstrations(LabelingRoom room, String name) {
        return room.projects.create(Project.open(room.namespace, name, 1, "", new Project.Work.Demonstrations()));
    }

    private static Project comparisons(LabelingRoom room, String name, int overlap) {
        Project like = room.comparisons("like-" + name, overlap, 1, 2);
        return room.projects.create(Project.open(room.namespace, name, overlap, "", like.work()));
    }

    private static String shape(LabelingRoom room, Project project, String name) {
        Snapshot snapshot = room.snapshots.create(project, Filters.NONE);
        var lines = new StringBuilder();
        var writer = new JsonLineWriter();
        room.snapshots.records(
                snapshot,
                label -> Shape.named(name, Good.USUAL)
                        .rows(label)
                        .forEach(row -> lines.append(writer.line(row)).append('\n')));
        return lines.toString();
    }

    private static List<String> states(LabelingRoom room, Project project) {
        return room.database.inTransaction(handle -> handle.createQuery(
                        "select state from task where namespace = :namespace and project = :project order by position")
                .bind("namespace", project.namespace())
                .bind("project", project.name())
                .mapTo(String.class)
                .list());
    }

    private static long outbox(LabelingRoom room) {
        return room.database.inTransaction(
                handle -> handle.createQuery("select count(*) from outbox where namespace = :namespace")
                        .bind("namespace", room.namespace)
                        .mapTo(Long.class)
                        .one());
    }

    @Test
    void aSnapshotComesBackElsewhereAsItWas() throws IOException {
        Project project = room.comparisons("origin", 2, 3, 4);
        Labeler anna = room.labeler("Anna");
        Labeler ben = room.labelers.register(room.namespace, "Ben", false).labeler();
        for (int i = 0; i < 3; i++) {
            room.submit(anna, room.next(project, anna), "a" + i);
            room.submit(ben, room.next(project, ben), "b" + i);
        }
        List<String> lines = room.lines(project);
        String file = String.join("\n", lines);

        var elsewhere = new LabelingRoom(LabelingRoom.source(postgres));
        Project there = elsewhere.projects.create(Project.open(elsewhere.namespace, "copy", 2, "", project.work()));
        assertThat(add(elsewhere, there, LabelFormat.NATIVE, file))
                .isEqualTo(new LabelFiles.Imported(6, 0, 3, List.of(), 0, List.of()));
        assertThat(elsewhere.lines(there))
                .isEqualTo(lines.stream()
                        .map(line -> line.replace("\"imported\":false", "\"imported\":true")
                                .replace(
                                        "\"namespace\":\"" + room.namespace + "\"",
                                        "\"namespace\":\"" + elsewhere.namespace + "\"")
                                .replace("\"project\":\"origin\"", "\"project\":\"copy\""))
                        .toList());
        assertThat(states(elsewhere, there)).containsExactly("DONE", "DONE", "DONE");
        assertThat(outbox(elsewhere)).isEqualTo(6);
        assertThat(elsewhere
                        .snapshots
                        .summary(elsewhere.snapshots.create(there, Filters.NONE))
                        .imported())
                .isEqualTo(6);

        // what is there already changes nothing, here as there
        assertThat(add(elsewhere, there, LabelFormat.NATIVE, file).alreadyThere())
                .isEqualTo(6);
        assertThat(add(room, project, LabelFormat.NATIVE, file).alreadyThere()).isEqualTo(6);
        assertThat(outbox(elsewhere)).isEqualTo(6);
        assertThat(room.lines(project)).isEqualTo(lines);
    }

    @Test
    void whatContradictsTheRecordedIsRefusedByRowAndNothingIsRecorded() throws IOException {
        Project project = room.comparisons("origin", 1, 3, 3);
        Labeler anna = room.labeler("Anna");
        for (int i = 0; i < 3; i++) {
            room.submit(anna, room.next(project, anna), "a" + i);
        }
        List<String> lines = room.lines(project);
        var elsewhere = new LabelingRoom(LabelingRoom.source(postgres));
        Project there = elsewhere.projects.create(Project.open(elsewhere.namespace, "copy", 1, "", project.work()));
        add(elsewhere, there, LabelFormat.NATIVE, lines.get(0));
        room = elsewhere;
        String otherContent = lines.get(0).replace("\"overall\":4", "\"overall\":5");
        String otherOutputs = lines.get(1).replace("answer 0", "answer zero");
        UUID newId = UUID.randomUUID();
        String sameLabeler = lines.get(1).replaceFirst("\"id\":\"[^\"]+\"", "\"id\":\"" + newId + "\"");
        assertThat(refused(
                        there,
                        LabelFormat.NATIVE,
                        String.join("\n", otherContent, lines.get(1), sameLabeler, lines.get(2), "{\"id\":1}")))
                .extracting(BadRow::row, BadRow::code, BadRow::field)
                .containsExactly(tuple(5L, ErrorCode.ROW_INVALID, "id"));
        assertThat(refused(there, LabelFormat.NATIVE, String.join("\n", otherContent, lines.get(1), sameLabeler)))
                .extracting(BadRow::row, BadRow::code, BadRow::field)
                .containsExactly(
                        tuple(1L, ErrorCode.SUBMISSION_CONFLICT, "id"),
                        tuple(3L, ErrorCode.SUBMISSION_CONFLICT, "labeler"));
        add(elsewhere, there, LabelFormat.NATIVE, lines.get(1));
        String another = otherOutputs
                .replaceFirst("\"id\":\"[^\"]+\"", "\"id\":\"" + newId + "\"")
                .replace(anna.pseudonym(), "labeler-new");
        assertThat(refused(there, LabelFormat.NATIVE, another))
                .extracting(BadRow::row, BadRow::code, BadRow::field)
                .containsExactly(tuple(1L, ErrorCode.SUBMISSION_CONFLICT, "outputs"));
        String otherPrompt = lines.get(1)
                .replaceFirst("\"id\":\"[^\"]+\"", "\"id\":\"" + newId + "\"")
                .replace(anna.pseudonym(), "labeler-new")
                .replace("Write origin", "Read origin");
        assertThat(refused(there, LabelFormat.NATIVE, otherPrompt))
                .extracting(BadRow::row, BadRow::code, BadRow::field)
                .containsExactly(tuple(1L, ErrorCode.PROMPT_CONFLICT, "prompt"));
        assertThat(elsewhere.lines(there)).hasSize(2);
    }

    @Test
    void whatWasTakenBackDoesNotComeInAgain() throws IOException {
        Project project = room.comparisons("origin", 2, 2, 3);
        Labeler anna = room.labeler("Anna");
        Labeler ben = room.labeler("Ben");
        for (int i = 0; i < 2; i++) {
            room.submit(anna, room.next(project, anna), "a" + i);
            room.submit(ben, room.next(project, ben), "b" + i);
        }
        List<String> lines = room.lines(project);
        var elsewhere = new LabelingRoom(LabelingRoom.source(postgres));
        Project there = elsewhere.projects.create(Project.open(elsewhere.namespace, "copy", 2, "", project.work()));
        String annas = lines.stream()
                .filter(line -> line.contains(anna.pseudonym()))
                .findFirst()
                .orElseThrow();
        add(elsewhere, there, LabelFormat.NATIVE, annas);
        withdraw(elsewhere, anna);
        LabelFiles.Imported imported = add(elsewhere, there, LabelFormat.NATIVE, String.join("\n", lines));
        assertThat(imported.added()).isEqualTo(2);
        assertThat(imported.leftOutCount()).isEqualTo(2);
        assertThat(imported.leftOut()).extracting(BadRow::code).containsOnly(ErrorCode.WITHDRAWN);
        assertThat(elsewhere.lines(there)).hasSize(2).allMatch(line -> line.contains(ben.pseudonym()));
    }

    @Test
    void aReviewersJudgementComesBackBesideTheirOwnLabelAndOnlyOnce() throws IOException {
        Project project = room.comparisons("origin", 1, 1, 3);
        Labeler anna = room.labeler("Anna");
        TaskDesk.Leased leased = room.next(project, anna);
        room.submit(anna, leased, "a");
        room.reviews.adjudicate(
                room.namespace,
                new ReviewDesk.Judgement(leased.task().id(), LabelingRoom.comparison(leased), "", 900),
                anna);
        List<String> lines = room.lines(project);
        assertThat(lines).hasSize(2);
        var elsewhere = new LabelingRoom(LabelingRoom.source(postgres));
        Project there = elsewhere.projects.create(Project.open(elsewhere.namespace, "copy", 1, "", project.work()));
        assertThat(add(elsewhere, there, LabelFormat.NATIVE, String.join("\n", lines))
                        .added())
                .isEqualTo(2);

        room = elsewhere;
        String second = lines.stream()
                .filter(line -> line.contains("\"adjudication\":true"))
                .findFirst()
                .orElseThrow()
                .replaceFirst("\"id\":\"[^\"]+\"", "\"id\":\"" + UUID.randomUUID() + "\"")
                .replace(anna.pseudonym(), "labeler-new");
        assertThat(refused(there, LabelFormat.NATIVE, second))
                .extracting(BadRow::row, BadRow::code, BadRow::field)
                .containsExactly(tuple(1L, ErrorCode.SUBMISSION_CONFLICT, "adjudication"));
    }

    @Test
    void aLabelOfElsewhereStaysMarkedInItsTopicWhateverIsDecidedAboutIt() throws Exception {
        Project project = room.comparisons("origin", 1, 1, 3);
        Labeler anna = room.labeler("Anna");
        Submission annas = room.submit(anna, room.next(project, anna), "a");
        List<String> lines = room.lines(project);
        LabelingRoom.forgetOutbox(LabelingRoom.source(postgres));
        room = new LabelingRoom(LabelingRoom.source(postgres));
        Project there = room.projects.create(Project.open(room.namespace, "copy", 1, "", project.work()));
        add(room, there, LabelFormat.NATIVE, lines.getFirst());
        room.review(annas, Verdict.EXCLUDE, "No.");
        room.review(annas, Verdict.COUNT, "Yes.");
        assertThat(Comparison.parseFrom(room.waiting().getLast().value().orElseThrow())
                        .getImported())
                .isTrue();
    }

    @Test
    void labelsThatAreLeftOutOpenNoTaskThatWaitsForItsOutputs() throws IOException {
        Project project = room.comparisons("origin", 1, 1, 3);
        Labeler anna = room.labeler("Anna");
        room.submit(anna, room.next(project, anna), "a");
        List<String> lines = room.lines(project);
        withdraw(room, anna);
        Project there = room.comparisons("copy", 1, 0, 3);
        room.addPrompts(there, 1);
        assertThat(add(room, there, LabelFormat.NATIVE, lines.getFirst()).leftOutCount())
                .isEqualTo(1);
        assertThat(states(room, there)).containsExactly("COLLECTING");
    }

    private static void withdraw(LabelingRoom room, Labeler labeler) {
        room.database.inTransaction(handle -> handle.execute(
                "update labeler set withdrawn_at = now() where namespace = ? and pseudonym = ?",
                room.namespace,
                labeler.pseudonym()));
    }

    @Test
    void aLineWithSomethingWrongIsRefusedByItsField() {
        Project project = room.comparisons("origin", 1, 1, 3);
        Labeler anna = room.labeler("Anna");
        room.submit(anna, room.next(project, anna), "a");
        String line = room.lines(project).getFirst();
        Project there = room.projects.create(Project.open(room.namespace, "copy", 1, "", project.work()));
        Map<String, String> wrong = Map.of(
                line.replace("\"schema\":2", "\"schema\":3"), "schema",
                line.replaceFirst("\"ranking\":\\[\\[\\d", "\"ranking\":[[7"), "ranking",
                line.replaceFirst("\"overall\":4", "\"overall\":8"), "ratings",
                line.replaceFirst("\"no\"", "\"perhaps\""), "ratings",
                line.replaceFirst("\"shown_order\":\\[\\d", "\"shown_order\":[9"), "shown_order",
                line.replaceFirst("\"manifest_sha256\":\"ab", "\"manifest_sha256\":\"xy"), "output_sources",
                line.replaceFirst("\"submitted_at_micros\":\\d+", "\"submitted_at_micros\":-1"), "submitted_at_micros",
                line.replaceFirst("\"split\":\"\\w+\"", "\"split\":\"dev\""), "split",
                line.replace("\"labeler\":\"" + anna.pseudonym(), "\"labeler\":\"a\\nb"), "labeler");
        wrong.forEach((file, field) -> assertThat(refused(there, LabelFormat.NATIVE, file))
                .as(field)
                .extracting(BadRow::field)
                .containsExactly(field));
        Project demonstrations = demonstrations(room, "write");
        assertThat(refused(demonstrations, LabelFormat.NATIVE, line))
                .extracting(BadRow::code)
                .containsExactly(ErrorCode.ROW_INVALID);
        assertRefused(ErrorCode.REQUEST_INVALID, () -> add(room, demonstrations, LabelFormat.TRL_PREFERENCE, "{}"));
        assertRefused(ErrorCode.REQUEST_INVALID, () -> LabelFormat.named("trl"));
        assertRefused(ErrorCode.FILE_INVALID, () -> add(room, there, LabelFormat.NATIVE, "\n"));
    }

    @Test
    void preferencesComeInAsComparisonsOfTwoAndGoOutAsTheyCame() throws IOException {
        Project project = comparisons(room, "pairs", 2);
        String file = """
                {"prompt":"Name a fruit.","chosen":"Apple","rejected":"Stone"}
                {"prompt":"Name a fruit.","chosen":"Pear","rejected":"Apple"}
                {"prompt":"Name a colour.","chosen":"Red","rejected":"Loud"}
                """;
        String more = """
                {"chosen":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"}],"rejected":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Go away"}],"labeler":"worker-7","split":"test","score":0.5}
                {"prompt":"Name a thing.","chosen":"A","rejected":"A","id":"same"}
                """;
        assertThat(add(room, project, LabelFormat.TRL_PREFERENCE, file))
                .isEqualTo(new LabelFiles.Imported(3, 0, 3, List.of(), 0, List.of()));
        assertThat(shape(room, project, "preference").lines())
                .containsExactlyInAnyOrderElementsOf(file.lines().toList());
        LabelFiles.Imported second = add(room, project, LabelFormat.TRL_PREFERENCE, file + more);
        assertThat(second.added()).isOne();
        assertThat(second.alreadyThere()).isEqualTo(3);
        assertThat(second.leftOut())
                .extracting(BadRow::row, BadRow::id, BadRow::code, BadRow::field)
                .containsExactly(tuple(5L, "same", ErrorCode.ROW_INVALID, "rejected"));
        assertThat(second.ignored()).containsExactly("score");

        // the overlap is two: each may be ranked by one more
        assertThat(states(room, project)).containsOnly("OPEN");
        List<LabelRecord> records = new ArrayList<>();
        Snapshot snapshot = room.snapshots.create(project, Filters.NONE);
        room.snapshots.records(snapshot, records::add);
        assertThat(records).extracting(record -> record.origin().pseudonym()).containsOnly("imported", "worker-7");
        assertThat(records).allSatisfy(record -> {
            assertThat(record.origin().imported()).isTrue();
            assertThat(record.origin().prompt().source()).isEqualTo("trl-preference");
            var compared = (LabelRecord.Compared) record;
            assertThat(compared.ratings()).isEmpty();
            assertThat(compared.outputs()).allMatch(output -> output.from().equals("trl-preference"));
        });
        Summary summary = room.snapshots.summary(snapshot);
        assertThat(summary.policies()).containsExactly(Map.entry("trl-preference", 8L));
        assertThat(summary.forms()).isEmpty();

        // somebody here ranks one of them too, and both are in the next snapshot
        Labeler anna = room.labeler("Anna");
        room.submit(anna, room.next(project, anna), "a");
        assertThat(room.lines(project)).hasSize(5);
        assertThat(states(room, project)).containsOnlyOnce("DONE");
        assertThat(new PostgresSubmissionViews(room.database).latest(project, 0, 10))
                .hasSize(5);
    }

    @Test
    void completionsComeInAsDemonstrationsPlainAndConversational() throws IOException {
        Project project = demonstrations(room, "write");
        String plain = "{\"prompt\":\"Name a fruit.\",\"completion\":\" Apple\"}\n";
        String conversational = "{\"prompt\":[{\"role\":\"user\",\"content\":\"Hi\"}],"
                + "\"completion\":[{\"role\":\"assistant\",\"content\":\"Hello\"}]}\n";
        assertThat(add(room, project, LabelFormat.TRL_PROMPT_COMPLETION, plain + conversational)
                        .added())
                .isEqualTo(2);
        assertThat(shape(room, project, "prompt-completion"))
                .isEqualTo(plain + "{\"prompt\":\"Hi\",\"completion\":\"Hello\"}\n")
                .isEqualTo(shape(room, project, "prompt-completion"));
        assertThat(shape(room, project, "conversational-prompt-completion")).endsWith(conversational);
        assertThat(refused(
                        project,
                        LabelFormat.TRL_PROMPT_COMPLETION,
                        "{\"prompt\":\"a\"}\n{\"prompt\":\"a\",\"completion\":\"\"}\n{\"completion\":\"b\"}"))
                .extracting(BadRow::row, BadRow::code, BadRow::field)
                .containsExactly(
                        tuple(1L, ErrorCode.ROW_INVALID, "completion"),
                        tuple(2L, ErrorCode.TEXT_EMPTY, "completion"),
                        tuple(3L, ErrorCode.ROW_INVALID, "prompt"));
    }

    @Test
    void unpairedAnswersBecomeOneComparisonOfGoodAboveBad() throws IOException {
        Project project = comparisons(room, "unpaired", 1);
        LabelFiles.Imported imported = add(room, project, LabelFormat.TRL_UNPAIRED, """
                {"prompt":"Name a fruit.","completion":"Apple","label":true}
                {"prompt":"Only good.","completion":"Yes","label":true}
                {"prompt":"Name a fruit.","completion":"Stone","label":false}
                {"prompt":"Name a fruit.","completion":"Pear","label":true}
                """);
        assertThat(imported.added()).isOne();
        assertThat(imported.leftOut()).extracting(BadRow::row, BadRow::field).containsExactly(tuple(2L, "label"));
        assertThat(shape(room, project, "preference").lines())
                .containsExactlyInAnyOrder(
                        "{\"prompt\":\"Name a fruit.\",\"chosen\":\"Apple\",\"rejected\":\"Stone\"}",
                        "{\"prompt\":\"Name a fruit.\",\"chosen\":\"Pear\",\"rejected\":\"Stone\"}");
        assertThat(refused(project, LabelFormat.TRL_UNPAIRED, """
                        {"prompt":"a","completion":"b","label":true}
                        {"prompt":"a","completion":"b","label":false}
                        """))
                .extracting(BadRow::row, BadRow::field)
                .containsExactly(tuple(2L, "label"));
    }

    @Test
    void fineGrainedRlhfComesInAsPairsAndItsContradictionsAreReported() throws IOException {
        Path feedback = Path.of(
                System.getProperty("macaw.root"), "../shared/data/preferences/fine-grained-rlhf/dev_feedback.json");
        assumeTrue(
                Files.exists(feedback), "../shared/data is not beside the project: fine-grained-rlhf is not imported");
        Project project = comparisons(room, "feedback", 1);
        try (InputStream file = Files.newInputStream(feedback)) {
            LabelFiles.Imported imported =
                    files(room).add(project, LabelFormat.FINE_GRAINED_RLHF, new JsonArrayRows(), file, NOTHING);
            assertThat(imported.added()).isEqualTo(478);
            assertThat(imported.leftOutCount()).isEqualTo(22);
            assertThat(imported.leftOut())
                    .hasSize(22)
                    .allMatch(row ->
                            row.id().matches("question \\d+") && row.field().equals("preference"));
            assertThat(imported.leftOut().stream()
                            .map(BadRow::id)
                            .map(id -> id.substring("question ".length()))
                            .collect(Collectors.joining(",")))
                    .isEqualTo("0,1,3,27,43,51,133,222,224,237,261,287,296,304,329,338,376,396,417,420,447,480");
        }
        assertThat(shape(room, project, "preference").lines()).hasSize(2_544);
        try (InputStream file = Files.newInputStream(feedback)) {
            assertThat(files(room)
                            .add(project, LabelFormat.FINE_GRAINED_RLHF, new JsonArrayRows(), file, NOTHING)
                            .alreadyThere())
                    .isEqualTo(478);
        }
    }
}
