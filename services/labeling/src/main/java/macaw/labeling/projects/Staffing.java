package macaw.labeling.projects;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/**
 * Who may work on a project, and how they are tried.
 *
 * @param everyone whether all labelers may
 * @param members pseudonyms of those who may where not all may
 * @param goldShare part of a labeler's tasks that are gold tasks, 0 to below 1
 * @param screeningTasks gold tasks after which a labeler's work counts, if they agree; 0 for none
 * @param screeningThreshold agreement with gold that makes work count, 0 to 1
 */
public record Staffing(
        boolean everyone, SortedSet<String> members, double goldShare, int screeningTasks, double screeningThreshold) {
    /** Soliciting labelers agreed with researchers in about three of four cases (Ouyang et al. 2022, appendix B.1). */
    public static final double USUAL_THRESHOLD = 0.75;
    /** All labelers, without gold tasks. */
    public static final Staffing EVERYONE = new Staffing(true, Collections.emptySortedSet(), 0, 0, USUAL_THRESHOLD);

    private static final int MAX_SCREENING_TASKS = 1000;

    public Staffing {
        members = Collections.unmodifiableSortedSet(new TreeSet<>(members));
        refuseUnless(goldShare >= 0 && goldShare < 1, "goldShare must be at least 0 and below 1, was " + goldShare);
        refuseUnless(
                screeningTasks >= 0 && screeningTasks <= MAX_SCREENING_TASKS,
                "screeningTasks must be between 0 and " + MAX_SCREENING_TASKS + ", was " + screeningTasks);
        refuseUnless(
                screeningThreshold >= 0 && screeningThreshold <= 1,
                "screeningThreshold must be between 0 and 1, was " + screeningThreshold);
    }

    /** Whether the labeler of that pseudonym may work. */
    public boolean admits(String pseudonym) {
        return everyone || members.contains(pseudonym);
    }

    /** Whether gold tasks are handed out. */
    public boolean triesLabelers() {
        return goldShare > 0 || screeningTasks > 0;
    }

    private static void refuseUnless(boolean holds, String message) {
        if (!holds) {
            throw new CodedException(ErrorCode.SETTINGS_INVALID, message);
        }
    }
}
