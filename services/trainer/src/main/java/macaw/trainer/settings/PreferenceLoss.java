package macaw.trainer.settings;

/** What DPO makes of the margin by which the policy prefers one answer over another. */
public enum PreferenceLoss {
    /** −log σ of the scaled margin: the likelihood of the preference under Bradley and Terry's model. */
    SIGMOID,
    /** The squared distance of the margin from a fixed one, which does not run away where labelers always agree. */
    IPO
}
