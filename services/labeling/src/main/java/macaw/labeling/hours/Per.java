package macaw.labeling.hours;

/** How work is added up. */
public enum Per {
    /** Over the whole span. */
    TOTAL,
    /** By day of UTC. */
    DAY,
    /** By month of UTC. */
    MONTH
}
