package macaw.labeling.quality;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.prompts.Split;

/**
 * Which counting submissions are looked at.
 *
 * @param simulated whether work of simulated labelers is among them
 * @param splits of the prompts; empty for all
 * @param from submitted then or later
 * @param until submitted earlier than that
 */
public record QualityFilter(Simulated simulated, Set<Split> splits, Optional<Instant> from, Optional<Instant> until) {
    /** Everything that counts. */
    public static final QualityFilter NONE =
            new QualityFilter(Simulated.INCLUDE, Set.of(), Optional.empty(), Optional.empty());

    /** What is done with the work of simulated labelers. */
    public enum Simulated {
        INCLUDE,
        EXCLUDE,
        /** People's work is left out. */
        ONLY
    }

    public QualityFilter {
        splits = Set.copyOf(splits);
        if (from.isPresent() && until.isPresent() && !from.get().isBefore(until.get())) {
            throw new CodedException(
                    ErrorCode.REQUEST_INVALID,
                    "until must be later than from, was " + until.get() + " with from " + from.get());
        }
    }
}
