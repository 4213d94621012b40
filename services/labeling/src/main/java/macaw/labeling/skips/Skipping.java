package macaw.labeling.skips;

import macaw.labeling.tasks.Lease;

/** What is to be recorded when a labeler passes a task over, as a value; effects come after. */
public sealed interface Skipping {
    /** Nothing: it was passed over before. */
    record AlreadySkipped(Skip skip) implements Skipping {}

    /**
     * A new skip.
     *
     * @param skip what is new
     * @param ended the lease, which holds no place any more
     */
    record Skipped(Skip skip, Lease ended) implements Skipping {}
}
