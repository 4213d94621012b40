package macaw.cli.datasets;

import java.util.List;

/**
 * What a data set gave.
 *
 * @param rows in the order of the file
 * @param refused the rows that could not be used, each with its place and the reason
 */
public record Conversion(List<Row> rows, List<Refusal> refused) {
    public Conversion {
        rows = List.copyOf(rows);
        refused = List.copyOf(refused);
    }

    /**
     * A row that was left out.
     *
     * @param file the file's name
     * @param line where the row begins, from 1
     * @param id what the data set, or its order, calls the row
     * @param reason why it cannot be used
     */
    public record Refusal(String file, long line, String id, String reason) {
        @Override
        public String toString() {
            return "ROW_INVALID: " + file + ":" + line + (id.isEmpty() ? "" : " (" + id + ")") + ": " + reason;
        }
    }
}
