package macaw.rowfiles;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import macaw.errors.ErrorCode;

/** A row as it stands in a file. */
public sealed interface FileRow {
    /** The line where it begins, from 1; in a file without lines its place, from 1. */
    long number();

    /**
     * A row that could be read.
     *
     * @param number where it is
     * @param cells by the file's own names, in its order
     */
    record Read(long number, Map<String, Value> cells) implements FileRow {
        public Read {
            cells = Collections.unmodifiableMap(new LinkedHashMap<>(cells));
        }
    }

    /**
     * A row that could not.
     *
     * @param number where it is
     * @param field at fault; empty where it is the whole row
     * @param code ROW_INVALID, TEXT_INVALID or TEXT_TOO_LONG
     * @param detail why
     */
    record Broken(long number, String field, ErrorCode code, String detail) implements FileRow {}
}
