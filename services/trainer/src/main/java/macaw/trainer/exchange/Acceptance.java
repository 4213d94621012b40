package macaw.trainer.exchange;

/** What a record of scored-rollouts turned out to be. Its lower-case name is the label of {@code macaw_rollouts_total}. */
public enum Acceptance {
    /** The one that counts: scores, or a failure that asking again cannot mend. */
    KEPT,
    /** A failure that asking again can mend; it is asked for again. */
    RETRIED,
    /** Arrived before; the lower offset counts. Both say the same. */
    DUPLICATE,
    /** Arrived before and says something else: another kind of processor wrote it. Changes nothing. */
    UNEQUAL_DUPLICATE,
    /** Of an iteration that is trained, or that is not asked for yet. */
    OUT_OF_TURN,
    /** Of another run. */
    FOREIGN,
    /** Answers another request than the one that was made; refused. */
    MISMATCH
}
