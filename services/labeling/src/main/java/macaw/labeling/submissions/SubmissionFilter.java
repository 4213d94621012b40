package macaw.labeling.submissions;

import java.util.Optional;

/**
 * Which submissions leads look at.
 *
 * @param state only those in this state
 * @param labeler only those of the labeler of this pseudonym
 * @param prompt only those about this prompt
 */
public record SubmissionFilter(Optional<SubmissionState> state, Optional<String> labeler, Optional<String> prompt) {
    /** All of them. */
    public static final SubmissionFilter ALL =
            new SubmissionFilter(Optional.empty(), Optional.empty(), Optional.empty());
}
