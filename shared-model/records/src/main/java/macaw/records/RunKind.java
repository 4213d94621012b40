package macaw.records;

/** What a run does. */
public enum RunKind {
    /** Language modelling on plain text. */
    PRETRAIN,
    /** Supervised fine-tuning on demonstrations. */
    SFT,
    /** Reward model from rankings. */
    REWARD,
    /** PPO against a reward model. */
    PPO,
    /** A policy straight from rankings, by direct preference optimisation. */
    DPO
}
