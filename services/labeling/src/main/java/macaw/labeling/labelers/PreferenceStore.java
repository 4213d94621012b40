package macaw.labeling.labelers;

/** Where labelers' choices are kept. */
public interface PreferenceStore {
    /** What the labeler chose last. */
    Preferences of(Labeler labeler);

    void save(Labeler labeler, Preferences chosen);
}
