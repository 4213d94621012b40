package macaw.labeling.exchange;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reading rows of bytes in tests. */
public final class Rows {
    private Rows() {}

    /** All rows of a file. */
    public static List<FileRow> of(RowFormat format, byte[] file) throws IOException {
        List<FileRow> rows = new ArrayList<>();
        format.read(new ByteArrayInputStream(file), rows::add);
        return rows;
    }
}
