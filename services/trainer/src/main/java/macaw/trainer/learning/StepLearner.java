package macaw.trainer.learning;

/** A learner that reads its data itself: pretraining, SFT, reward model. */
public interface StepLearner extends Learner {

    /** How many steps the run has; steps are numbered from 0. */
    long totalSteps();

    /**
     * Takes one step. Steps are taken in order; which rows step {@code index} reads is a function of the seed and the index.
     *
     * @throws macaw.errors.CodedException LOSS_NOT_FINITE when loss or gradient is NaN or infinite; the state is then spoilt
     *     and has to be loaded again
     */
    StepReport step(long index);
}
