package macaw.labeling.skips;

import java.util.List;
import macaw.labeling.tasks.Lease;

/** What is to be recorded when a labeler passes a task over, as a value; effects come after. */
public sealed interface Skipping {
    /** Nothing: it was passed over before. */
    record AlreadySkipped(Skip skip) implements Skipping {}

    /**
     * A new skip.
     *
     * @param skip what is new
     * @param ended the labeler's leases, which hold no place any more
     */
    record Skipped(Skip skip, List<Lease> ended) implements Skipping {}
}
