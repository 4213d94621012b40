package macaw.torch;

/**
 * Residual dropout: of what a branch of a block adds to the residual stream, some numbers are set to 0 and the others divided by 1 − rate (Srivastava et
 * al. 2014; {@code resid_pdrop} of GPT). Which ones is the caller's to draw, so that randomness stays where it is seeded.
 */
public interface Dropout {
    /** The branches of a block. */
    enum Branch {
        ATTENTION,
        FEED_FORWARD
    }

    /** Share of the numbers that is set to 0, in (0, 1). */
    double rate();

    /**
     * For each number of a branch's output [B·T, D], row by row, whether it stays. Asked again, the answer is the same: a block may be computed twice.
     *
     * @param width D
     */
    boolean[] kept(int layer, Branch branch, int width);
}
