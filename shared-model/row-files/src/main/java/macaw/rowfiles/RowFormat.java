package macaw.rowfiles;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/** A format of files that hold rows. */
public interface RowFormat {
    /**
     * Hands over each row in the order of the file, one at a time; what cannot be read is handed over as broken. FILE_INVALID where nothing
     * more can be read. The stream stays open.
     *
     * @throws IOException when the stream fails
     */
    void read(InputStream bytes, Consumer<FileRow> row) throws IOException;
}
