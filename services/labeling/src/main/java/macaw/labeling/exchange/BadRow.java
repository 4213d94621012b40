package macaw.labeling.exchange;

import macaw.errors.ErrorCode;

/**
 * A row that cannot be taken.
 *
 * @param row the line where it begins, from 1; in Parquet its place, from 1
 * @param id what the file calls it; empty where it has no name
 * @param code why
 * @param field at fault; empty where it is the whole row
 * @param detail one sentence
 */
public record BadRow(long row, String id, ErrorCode code, String field, String detail) {
    /** As people read it in one line. */
    public String line() {
        return "row " + row + (id.isEmpty() ? "" : " (" + id + ")") + (field.isEmpty() ? "" : ", " + field) + ": "
                + code + ": " + detail;
    }
}
