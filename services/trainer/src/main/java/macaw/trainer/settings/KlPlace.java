package macaw.trainer.settings;

/** Where the KL penalty stands. */
public enum KlPlace {
    /** In the rewards, which are constants of the gradient step (Ziegler et al. 2019). */
    REWARD,
    /** In the loss, whose gradient goes through it (Shao et al. 2024). */
    LOSS
}
