package macaw.trainer.settings;

/** What the score of an answer without EOS becomes. */
public enum MissingEos {
    /** The score stays. */
    KEEP,
    /** The penalty is taken off the score (TRL's missing_eos_penalty). */
    SUBTRACT,
    /** The score becomes minus the penalty (lm-human-preferences: a fixed reward for answers that do not pass its filter). */
    REPLACE
}
