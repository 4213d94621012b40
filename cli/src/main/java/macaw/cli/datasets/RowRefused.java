package macaw.cli.datasets;

/** Why a row cannot be used; the reader adds where it stands. */
final class RowRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RowRefused(String reason) {
        super(reason);
    }
}
