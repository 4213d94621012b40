package macaw.labeling.exchange;

import macaw.errors.ErrorCode;

/** A cell that its row cannot be taken with; becomes a {@link BadRow} and never leaves this package. */
final class CellRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String field;
    private final ErrorCode code;

    CellRefused(String field, ErrorCode code, String detail) {
        super(detail, null, false, false);
        this.field = field;
        this.code = code;
    }

    BadRow of(long row, String id) {
        return new BadRow(row, id, code, field, String.valueOf(getMessage()));
    }
}
