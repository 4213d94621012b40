package macaw.cycle;

/** What a door says to a caller. */
enum Entry {
    /** Come in; whether the request makes sense is another question. */
    OPEN,
    /** No credential, or an unknown one. */
    WHO_ARE_YOU,
    /** Known, but without the role. */
    NOT_YOU
}
