package macaw.labeling.exchange;

import java.util.ArrayList;
import java.util.List;
import macaw.rowfiles.FileRow;

/** The bad rows of one file while it is read: the first ones and how many. */
final class BadRows {
    private final List<BadRow> first = new ArrayList<>();
    private long count;

    void add(BadRow row) {
        count++;
        if (first.size() < RowsRefused.MOST) {
            first.add(row);
        }
    }

    void add(FileRow.Broken row) {
        add(new BadRow(row.number(), "", row.code(), row.field(), row.detail()));
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Refuses the file where there is one. */
    void refuseIfAny() {
        if (count > 0) {
            throw new RowsRefused(first, count);
        }
    }
}
