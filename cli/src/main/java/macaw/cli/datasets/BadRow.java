package macaw.cli.datasets;

/**
 * A row that cannot be used.
 *
 * @param file the file's name
 * @param row the line where it begins, from 1; in Parquet its place, from 1
 * @param id what the data set, or its order, calls the row; empty where its place says enough
 * @param reason why
 */
public record BadRow(String file, long row, String id, String reason) {
    /** As it is reported. */
    @Override
    public String toString() {
        return "ROW_INVALID: " + file + ":" + row + (id.isEmpty() ? "" : " (" + id + ")") + ": " + reason;
    }
}
