package macaw.records;

/** Why a generation ended. */
public enum FinishReason {
    /** EOS was drawn; it is the last token. */
    EOS,
    /** The limit or the context was reached; the answer is truncated. */
    LENGTH,
    /** A stop string was met. */
    STOP
}
