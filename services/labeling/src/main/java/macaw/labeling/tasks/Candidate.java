package macaw.labeling.tasks;

import java.util.Set;

/**
 * A task that might be one labeler's next.
 *
 * @param occupancy who is at it
 * @param bars what keeps it from this labeler, whoever else is at it; empty for nothing
 */
public record Candidate(Occupancy occupancy, Set<Bar> bars) {
    /** A reason why somebody is never given a task. */
    public enum Bar {
        /** Nothing of the task can be changed any more. */
        CLOSED,
        /** Its prompt was taken back. */
        PROMPT_WITHDRAWN,
        /** Its prompt is sensitive, and they opted out of those. */
        SENSITIVE,
        /** They passed it over. */
        SKIPPED,
        /** Somebody says that its prompt is harmful or holds private data, and no lead has looked yet. */
        FLAGGED,
        /** They wrote an answer to a prompt of the same group, which counts or was sent back: nobody judges what they wrote themselves. */
        OWN_DEMONSTRATION
    }

    public Candidate {
        bars = Set.copyOf(bars);
    }
}
