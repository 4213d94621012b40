package macaw.chassis.lifecycle;

/**
 * In which order observers of Quarkus' StartupEvent and ShutdownEvent run. Starting, a service opens its models and its database at
 * {@link #OPEN} and takes records and requests at {@link #TAKE}; ending, it stops taking and finishes what is in flight at
 * {@link #STOP_TAKING}, and closes its models and its database at {@link #CLOSE}.
 */
public final class Phases {
    /** Start: before everything, settings are checked. */
    public static final int CHECK = 0;
    /** Keys are read, and the broker is looked for. */
    public static final int FIRST = 1;
    /** Start: what work needs is opened. */
    public static final int OPEN = 100;
    /** Start: work begins. */
    public static final int TAKE = 200;
    /** End: no new work; returns when what was in flight is finished and committed, or its time is over. */
    public static final int STOP_TAKING = 100;
    /** End: what work needed is closed. */
    public static final int CLOSE = 200;
    /** End: the last connections. */
    public static final int LAST = 9000;

    private Phases() {}
}
