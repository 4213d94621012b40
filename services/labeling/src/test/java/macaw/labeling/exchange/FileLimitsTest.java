package macaw.labeling.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;
import static macaw.labeling.Codes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import macaw.errors.ErrorCode;
import macaw.rowfiles.FileRow;
import macaw.rowfiles.JsonRows;
import org.junit.jupiter.api.Test;

class FileLimitsTest {
    /** 2 rows of 14 bytes with their newlines, 3 characters of text each. */
    private static final byte[] FILE = "{\"text\":\"abc\"}\n{\"text\":\"def\"}\n".getBytes(UTF_8);

    private static List<FileRow> read(FileLimits limits) throws IOException {
        List<FileRow> rows = new ArrayList<>();
        limits.read(new JsonRows(), new ByteArrayInputStream(FILE), rows::add);
        return rows;
    }

    @Test
    void aFileMayHaveAsMuchAsTheLimitsSayAndNothingMore() throws IOException {
        assertThat(read(new FileLimits(30, 2, 6))).hasSize(2);
        assertRefused(ErrorCode.FILE_TOO_LARGE, () -> read(new FileLimits(29, 2, 6)));
        assertRefused(ErrorCode.FILE_TOO_LARGE, () -> read(new FileLimits(30, 1, 6)));
        assertRefused(ErrorCode.FILE_TOO_LARGE, () -> read(new FileLimits(30, 2, 5)));
    }
}
