package macaw.labeling.flags;

/** What is wrong with a prompt. */
public enum FlagKind {
    /** Nobody can know what it asks. Others still get it. */
    UNCLEAR,
    /** It should not be read or answered; nobody gets it until a lead has decided. */
    HARMFUL,
    /** It holds data of a person; nobody gets it until a lead has decided. */
    PRIVATE_DATA
}
