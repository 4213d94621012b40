package macaw.artefacts;

/** What a version is. */
public enum VersionKind {
    /** A causal language model checkpoint. */
    POLICY("policies"),
    /** A reward model: a checkpoint with a score head, a rule or a remote scorer. */
    REWARD("rewards");

    private final String folder;

    VersionKind(String folder) {
        this.folder = folder;
    }

    /** The folder of a namespace that holds the names of this kind. */
    public String folder() {
        return folder;
    }
}
