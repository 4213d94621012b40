package macaw.labeling.snapshots;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is in a snapshot, counted.
 *
 * @param splits records by split
 * @param labelers records by pseudonym
 * @param policies compared outputs by the policy version that drew them first; those of other origin by where they came from
 * @param forms records by name and version of the questions
 * @param guidelines records by version of the guidelines
 * @param simulated records of programs that play labelers
 * @param imported records that came from elsewhere
 * @param adjudications records of reviewers
 * @param withdrawn what had been taken back when it was made, and so is not in it
 */
public record Summary(
        SortedMap<String, Long> splits,
        SortedMap<String, Long> labelers,
        SortedMap<String, Long> policies,
        SortedMap<String, Long> forms,
        SortedMap<String, Long> guidelines,
        long simulated,
        long imported,
        long adjudications,
        Withdrawn withdrawn) {
    /**
     * What a project had taken back.
     *
     * @param submissions of whatever cause
     * @param prompts of the project
     * @param labelers of the namespace
     */
    public record Withdrawn(long submissions, long prompts, long labelers) {
        /** Nothing, or nobody counted. */
        public static final Withdrawn NOTHING = new Withdrawn(0, 0, 0);
    }

    public Summary {
        splits = sorted(splits);
        labelers = sorted(labelers);
        policies = sorted(policies);
        forms = sorted(forms);
        guidelines = sorted(guidelines);
    }

    private static SortedMap<String, Long> sorted(SortedMap<String, Long> counts) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(counts));
    }
}
