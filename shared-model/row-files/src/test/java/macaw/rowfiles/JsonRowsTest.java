package macaw.rowfiles;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import macaw.errors.ErrorCode;
import org.junit.jupiter.api.Test;

class JsonRowsTest {
    @Test
    void eachLineIsARowWhateverIsInIt() throws IOException {
        String file =
                "\uFEFF{\"text\":\"a\",\"n\":1,\"none\":null}\r\n\n   \n{\"yes\":true,\"many\":[{\"role\":\"user\"}],\"half\":0.5}";
        assertThat(Rows.of(new JsonRows(), file.getBytes(UTF_8)))
                .containsExactly(
                        new FileRow.Read(1, Map.of("text", new Value.Text("a"), "n", new Value.Whole(1))),
                        new FileRow.Read(
                                4,
                                Map.of(
                                        "yes",
                                        new Value.Flag(true),
                                        "many",
                                        new Value.Many(
                                                List.of(new Value.Fields(Map.of("role", new Value.Text("user"))))),
                                        "half",
                                        new Value.Text("0.5"))));
    }

    @Test
    void aLineThatCannotBeReadIsNamedAndThoseAfterItAreReadAllTheSame() throws IOException {
        var file = new ByteArrayOutputStream();
        file.writeBytes("{\"text\":\"bro".getBytes(UTF_8));
        file.write(0xFF);
        file.writeBytes(
                "ken\"}\n{\"text\":\n[1]\n{\"a\":1,\"a\":2}\n{\"l\":[null]}\n{\"a\":1} 2\n{\"text\":\"whole\"}\n"
                        .getBytes(UTF_8));
        List<FileRow> rows = Rows.of(new JsonRows(), file.toByteArray());
        assertThat(rows).extracting(FileRow::number).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
        assertThat(rows.subList(0, 6)).allSatisfy(row -> assertThat(row).isInstanceOf(FileRow.Broken.class));
        assertThat(((FileRow.Broken) rows.getFirst()).code()).isEqualTo(ErrorCode.TEXT_INVALID);
        assertThat(rows.getLast()).isEqualTo(new FileRow.Read(7, Map.of("text", new Value.Text("whole"))));
    }
}
