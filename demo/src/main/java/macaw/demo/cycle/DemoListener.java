package macaw.demo.cycle;

/** Hears how far the demonstration is. Called from one thread. */
public interface DemoListener {

    /** A stage begins. */
    void stage(Stage stage);

    /**
     * A stage of a later round begins.
     *
     * @param round from 2
     */
    void stage(int round, RoundStage stage);

    /**
     * Something went on within the stage.
     *
     * @param done in the stage's own unit
     * @param total 0 where unknown
     * @param what what just changed, for a person
     */
    void progress(long done, long total, String what);

    /**
     * A person may label now; called once, before the simulated labelers begin.
     *
     * @param project the project whose tasks wait
     * @param key the person's key for labeling's page
     * @param tasks how many tasks are left for the person
     */
    void yourTurn(String project, String key, int tasks);
}
