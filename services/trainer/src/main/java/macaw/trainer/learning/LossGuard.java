package macaw.trainer.learning;

import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/**
 * Stops a step whose loss is no number or has exploded, before the weights take anything of it; the run then waits at its last checkpoint. Exploded is a
 * loss above {@code limit} times the worst that a sound model has (or 1, where that is less): a bound of each kind of loss by itself, so that nothing is
 * counted or remembered, a resumed run stops at the same step, and a loss that was near 0 for long may have a bad batch.
 *
 * @param limit 0 looks for NaN and infinity only
 */
public record LossGuard(double limit) {

    /**
     * The loss, if it may be learnt from.
     *
     * @param what names it in the error
     * @param worst the loss of a model that knows nothing (ln V of a token, ln 2 of a pair), or the most it can be before the first step
     * @throws CodedException LOSS_NOT_FINITE, LOSS_EXPLODED
     */
    public double checked(String what, double loss, double worst) {
        if (!Double.isFinite(loss)) {
            throw new CodedException(ErrorCode.LOSS_NOT_FINITE, what + " is " + loss);
        }
        double bound = limit * Math.max(1, worst);
        if (limit > 0 && loss > bound) {
            throw new CodedException(
                    ErrorCode.LOSS_EXPLODED,
                    what + " is " + loss + ", above " + bound + ": lossLimit " + limit
                            + " times the worst of a sound model");
        }
        return loss;
    }
}
