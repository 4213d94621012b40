package macaw.rowfiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Reading rows of bytes in tests. */
public final class Rows {
    private Rows() {}

    /** All rows of a file. */
    public static List<FileRow> of(RowFormat format, byte[] file) throws IOException {
        List<FileRow> rows = new ArrayList<>();
        format.read(new ByteArrayInputStream(file), rows::add);
        return rows;
    }

    static void assertRefused(ErrorCode code, ThrowingCallable call) {
        CodedException refusal = catchThrowableOfType(CodedException.class, call);
        assertThat(refusal).as("a refusal with " + code).isNotNull();
        assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(code);
    }
}
