package macaw.rowfiles;

import static java.nio.charset.StandardCharsets.UTF_8;
import static macaw.rowfiles.Rows.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import macaw.errors.ErrorCode;
import org.junit.jupiter.api.Test;

class CsvRowsTest {
    @Test
    void quotesLineBreaksAndTheByteOrderMarkAreWhatRfc4180Says() throws IOException {
        String file = "\uFEFFid,text,category\r\n"
                + "a,\"Say \"\"hi\"\",\nthen stop\",lists\r\n"
                + "b,plain,\r\n"
                + "\r\n"
                + "c,\"数\",x";
        assertThat(Rows.of(new CsvRows(), file.getBytes(UTF_8)))
                .containsExactly(
                        new FileRow.Read(
                                2,
                                Map.of(
                                        "id", new Value.Text("a"),
                                        "text", new Value.Text("Say \"hi\",\nthen stop"),
                                        "category", new Value.Text("lists"))),
                        new FileRow.Read(4, Map.of("id", new Value.Text("b"), "text", new Value.Text("plain"))),
                        new FileRow.Read(
                                6,
                                Map.of(
                                        "id", new Value.Text("c"),
                                        "text", new Value.Text("数"),
                                        "category", new Value.Text("x"))));
    }

    @Test
    void aFieldThatIsNotUtf8AndARowOfAnotherWidthAreNamed() throws IOException {
        var file = new ByteArrayOutputStream();
        file.writeBytes("id,text\na,whole\nb,bro".getBytes(UTF_8));
        file.write(0xFF);
        file.writeBytes("ken\nc\nd,whole\n".getBytes(UTF_8));
        assertThat(Rows.of(new CsvRows(), file.toByteArray()))
                .containsExactly(
                        new FileRow.Read(2, Map.of("id", new Value.Text("a"), "text", new Value.Text("whole"))),
                        new FileRow.Broken(3, "text", ErrorCode.TEXT_INVALID, "text is not UTF-8"),
                        new FileRow.Broken(4, "", ErrorCode.ROW_INVALID, "the header has 2 columns, the row has 1"),
                        new FileRow.Read(5, Map.of("id", new Value.Text("d"), "text", new Value.Text("whole"))));
    }

    @Test
    void whatIsNoCsvIsRefusedWhole() {
        for (String file :
                new String[] {"", "id,text\na,\"never closed\n", "id,\na,b\n", "id,id\na,b\n", "t\n\"a\"b\n"}) {
            assertRefused(ErrorCode.FILE_INVALID, () -> Rows.of(new CsvRows(), file.getBytes(UTF_8)));
        }
    }
}
