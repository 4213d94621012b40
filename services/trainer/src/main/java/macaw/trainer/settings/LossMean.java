package macaw.trainer.settings;

/** What the sum of a minibatch's token losses is divided by. */
public enum LossMean {
    /** Its tokens: each counts the same. */
    TOKEN,
    /** Each answer's tokens, then the answers: each answer counts the same (Shao et al. 2024, eq. 3). */
    ANSWER,
    /** Its answers times the longest that an answer may be: a constant (Liu et al. 2025, Dr. GRPO). */
    BUDGET
}
