package macaw.cli.datasets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import macaw.cli.datasets.Row.Comparison;
import macaw.cli.datasets.Row.Demonstration;
import macaw.cli.datasets.Row.Prompt;
import macaw.cli.datasets.Row.Text;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kinds of files, whole and broken. The Parquet files are pyarrow's and datasets' (make_parquet.py). */
class DataFileTest {
    private static final List<List<Integer>> FIRST_IS_BETTER = List.of(List.of(0), List.of(1));

    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"none", "snappy", "zstd", "gzip", "v2"})
    void parquetIsReadHoweverItWasWritten(String kind) throws Exception {
        Converted converted = Converted.of(parquet("pairs-" + kind), RowKind.COMPARISONS);
        assertThat(converted.rows())
                .containsExactly(
                        new Comparison("Name a fruit.", List.of("An apple.", "A brick."), FIRST_IS_BETTER),
                        new Comparison("Zähle bis drei. 数", List.of("Eins, zwei, drei.", "Nein."), FIRST_IS_BETTER));
        assertThat(converted.refused())
                .containsExactly(
                        "ROW_INVALID: rows.parquet:3: chosen and rejected are the same",
                        "ROW_INVALID: rows.parquet:4: \"prompt\" is missing");
        assertThat(converted.source().ignored()).containsExactly("score_chosen", "source");
    }

    @Test
    void parquetWithListsOfStructsIsConversations() throws Exception {
        Converted converted = Converted.of(parquet("messages"), RowKind.DEMONSTRATIONS);
        assertThat(converted.lines())
                .containsExactly(
                        "{\"prompt\":\"Hi\",\"response\":\"Hello\"}",
                        "{\"messages\":[{\"role\":\"system\",\"content\":\"Be"
                                + " brief.\"},{\"role\":\"user\",\"content\":\"A list?\"},"
                                + "{\"role\":\"assistant\",\"content\":\"Milk\"},{\"role\":\"user\",\"content\":\"More?\"}],"
                                + "\"response\":\"Eggs\"}");
        assertThat(converted.refused())
                .containsExactly(
                        "ROW_INVALID: rows.parquet:3: \"messages\" has no answer of the assistant",
                        "ROW_INVALID: rows.parquet:4: \"messages\" is missing");
        assertThat(Converted.of(parquet("rankings"), RowKind.COMPARISONS).rows())
                .extracting(row -> ((Comparison) row).ranking())
                .containsExactly(List.of(List.of(1, 2), List.of(0)), FIRST_IS_BETTER);
    }

    @Test
    void csvHasItsHeaderItsQuotesAndItsByteOrderMark() throws Exception {
        Converted converted = Converted.of(
                write("rows.csv", "\uFEFFprompt,completion\r\n\"Say \"\"hi\"\",\ntwice\",hi hi\r\nAlone,\r\n"));
        assertThat(converted.rows()).containsExactly(new Demonstration("Say \"hi\",\ntwice", "hi hi"));
        assertThat(converted.refused()).containsExactly("ROW_INVALID: rows.csv:4: \"completion\" is missing");
    }

    @Test
    void jsonLinesCsvAndArraysAreReadThroughGzip() throws Exception {
        assertThat(Converted.of(gzip("a.csv.gz", "text\nA story.\n")).rows()).containsExactly(new Text("A story."));
        assertThat(Converted.of(gzip("a.jsonl.gz", "{\"text\":\"A story.\"}\n")).rows())
                .containsExactly(new Text("A story."));
        assertThat(Converted.of(gzip("a.json.gz", "\n [{\"prompt\":\"Hi\"}]")).rows())
                .containsExactly(new Prompt(Conversation.of("Hi")));
    }

    @Test
    void linesThatCannotBeReadAreRefusedAndTheOthersKept() throws Exception {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes("{\"prompt\":\"a\",\"prompt\":\"b\"}\n{\"prompt\":\"".getBytes(UTF_8));
        bytes.write(0xFF);
        bytes.writeBytes("\"}\n{\"prompt\":\"".getBytes(UTF_8));
        byte[] long16 = new byte[(16 << 20) + 1];
        Arrays.fill(long16, (byte) 'x');
        bytes.writeBytes(long16);
        bytes.writeBytes("\"}\n{\"prompt\":\"c\"}\n".getBytes(UTF_8));
        Converted converted = Converted.of(Files.write(dir.resolve("rows.jsonl"), bytes.toByteArray()));
        assertThat(converted.rows()).containsExactly(new Prompt(Conversation.of("c")));
        assertThat(converted.refused())
                .satisfiesExactly(
                        duplicate -> assertThat(duplicate).startsWith("ROW_INVALID: rows.jsonl:1: not JSON: Duplicate"),
                        broken -> assertThat(broken).isEqualTo("ROW_INVALID: rows.jsonl:2: the line is not UTF-8"),
                        tooLong -> assertThat(tooLong)
                                .isEqualTo("ROW_INVALID: rows.jsonl:3: the line has more than 16777216 bytes"));
    }

    @Test
    void aFileOfWhichNothingMoreCanBeReadIsRefusedByName() throws Exception {
        byte[] whole = Files.readAllBytes(parquet("pairs-snappy"));
        assertRefused(ErrorCode.FILE_INVALID, file("cut.parquet", Arrays.copyOf(whole, whole.length / 2)));
        assertRefused(ErrorCode.FILE_INVALID, write("text.parquet", "{\"prompt\":\"Hi\"}\n"));
        assertRefused(ErrorCode.FILE_INVALID, write("cut.json", "[{\"prompt\":\"Hi\"},{\"prom"));
        assertRefused(ErrorCode.FILE_INVALID, write("open.csv", "prompt\n\"never closed\n"));
        assertRefused(ErrorCode.FILE_INVALID, write("twice.csv", "prompt,prompt\na,b\n"));
        byte[] packed = Files.readAllBytes(gzip("whole.gz", "{\"prompt\":\"Hi\"}\n".repeat(1000)));
        assertRefused(ErrorCode.FILE_INVALID, file("cut.jsonl.gz", Arrays.copyOf(packed, packed.length - 12)));
        assertRefused(ErrorCode.DATASET_EMPTY, write("empty.jsonl", "\n"));
        assertRefused(ErrorCode.DATASET_EMPTY, write("noise.jsonl", "noise\n"));
        assertRefused(ErrorCode.DATASET_EMPTY, write("header.csv", "prompt\n"));
        assertRefused(ErrorCode.DATASET_UNKNOWN, dir.resolve("nowhere.jsonl"));
        assertRefused(ErrorCode.DATASET_UNKNOWN, dir);
    }

    private static void assertRefused(ErrorCode code, Path file) {
        assertThatThrownBy(() -> Converted.of(file))
                .hasMessageContaining(file.getFileName().toString())
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private Path parquet(String name) throws Exception {
        Path file = dir.resolve("rows.parquet");
        try (var bytes = DataFileTest.class.getResourceAsStream("/datasets/" + name + ".parquet")) {
            Files.write(file, bytes.readAllBytes());
        }
        return file;
    }

    private Path write(String name, String text) throws Exception {
        return Files.writeString(dir.resolve(name), text);
    }

    private Path file(String name, byte[] bytes) throws Exception {
        return Files.write(dir.resolve(name), bytes);
    }

    private Path gzip(String name, String text) throws Exception {
        Path file = dir.resolve(name);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text.getBytes(UTF_8));
        }
        return file;
    }
}
