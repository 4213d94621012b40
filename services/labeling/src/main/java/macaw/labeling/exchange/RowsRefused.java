package macaw.labeling.exchange;

import java.util.List;
import macaw.errors.ErrorCode;

/** A file of which some rows cannot be taken, so that none was. */
public final class RowsRefused extends RuntimeException {
    /** Most rows that are told of. */
    public static final int MOST = 20;

    private static final long serialVersionUID = 1L;
    private static final int IN_MESSAGE = 3;

    private final transient List<BadRow> first;
    private final long count;

    /**
     * @param first the first bad rows, at most {@link #MOST}
     * @param count how many there are
     */
    public RowsRefused(List<BadRow> first, long count) {
        super(message(first, count));
        this.first = List.copyOf(first);
        this.count = count;
    }

    private static String message(List<BadRow> first, long count) {
        var message = new StringBuilder(count + (count == 1 ? " row is" : " rows are") + " bad, and none was taken");
        first.stream().limit(IN_MESSAGE).forEach(row -> message.append("; ").append(row.line()));
        return message.toString();
    }

    /** The first of them. */
    public List<BadRow> first() {
        return first;
    }

    /** How many there are. */
    public long count() {
        return count;
    }

    /** The code they share, or ROW_INVALID where they have several. */
    public ErrorCode code() {
        List<ErrorCode> codes = first.stream().map(BadRow::code).distinct().toList();
        return codes.size() == 1 ? codes.getFirst() : ErrorCode.ROW_INVALID;
    }
}
