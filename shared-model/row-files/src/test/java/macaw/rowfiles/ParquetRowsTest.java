package macaw.rowfiles;

import static java.nio.charset.StandardCharsets.UTF_8;
import static macaw.rowfiles.Rows.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import macaw.errors.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that pyarrow 26 wrote. */
class ParquetRowsTest {
    private static final long PLENTY = 1 << 20;

    private static byte[] file(String name) throws IOException {
        try (var bytes = ParquetRowsTest.class.getResourceAsStream("/rows/" + name + ".parquet")) {
            return bytes.readAllBytes();
        }
    }

    private static Value message(String role, String content) {
        return new Value.Fields(Map.of("role", new Value.Text(role), "content", new Value.Text(content)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "snappy", "gzip", "zstd"})
    void rowsAreReadHoweverTheyAreCompressed(String compression) throws IOException {
        assertThat(Rows.of(new ParquetRows(PLENTY), file(compression)))
                .containsExactly(
                        new FileRow.Read(
                                1,
                                Map.of(
                                        "id", new Value.Text("a"),
                                        "text", new Value.Text("Write a list."),
                                        "category", new Value.Text("lists"),
                                        "sensitive", new Value.Flag(true),
                                        "number", new Value.Whole(1),
                                        "messages", new Value.Many(List.of(message("user", "Hi"))))),
                        new FileRow.Read(
                                2,
                                Map.of(
                                        "text", new Value.Text("Zähle bis drei — 数"),
                                        "category", new Value.Text("counting"),
                                        "number", new Value.Whole(2))),
                        new FileRow.Read(
                                3,
                                Map.of(
                                        "id", new Value.Text("c"),
                                        "text", new Value.Text("?"),
                                        "sensitive", new Value.Flag(false),
                                        "number", new Value.Whole(3),
                                        "messages",
                                                new Value.Many(
                                                        List.of(message("user", "A"), message("assistant", "B"))))));
    }

    @Test
    void textThatIsNotUtf8IsNamed() throws IOException {
        assertThat(Rows.of(new ParquetRows(PLENTY), file("broken-text")))
                .containsExactly(
                        new FileRow.Read(1, Map.of("text", new Value.Text("whole"))),
                        new FileRow.Broken(2, "text", ErrorCode.TEXT_INVALID, "text is not UTF-8"));
    }

    @Test
    void whatIsNoParquetOrUnfoldsTooFarIsRefusedWhole() throws IOException {
        byte[] whole = file("snappy");
        byte[] flipped = whole.clone();
        Arrays.fill(flipped, 4, 200, (byte) 0x5A);
        for (byte[] bytes :
                List.of(new byte[0], "id,text\n".getBytes(UTF_8), Arrays.copyOf(whole, whole.length / 2), flipped)) {
            assertRefused(ErrorCode.FILE_INVALID, () -> Rows.of(new ParquetRows(PLENTY), bytes));
        }
        assertRefused(ErrorCode.FILE_TOO_LARGE, () -> Rows.of(new ParquetRows(10), whole));
    }
}
