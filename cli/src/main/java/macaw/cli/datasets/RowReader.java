package macaw.cli.datasets;

import java.util.List;

/** What a data set's format makes of one of its rows. */
interface RowReader {
    /** The canonical rows of it, one or more; RowRefused with the reason where it cannot be used. */
    List<? extends Row> rows(SourceRow row);

    /**
     * What the row is called in messages; empty where its place says enough.
     *
     * @param index how many rows stand before it
     */
    default String id(SourceRow row, long index) {
        return row.named("id");
    }
}
