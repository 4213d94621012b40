package macaw.labeling.gold;

import java.math.BigInteger;
import java.util.UUID;
import macaw.labeling.projects.Staffing;
import macaw.labeling.texts.Sha256;

/**
 * When a labeler's turn is a gold task's. A labeler's tasks in a project are numbered from 0 and cut into stretches of 1/share tasks; in each
 * stretch one task is gold, and a hash of project, labeler and stretch says which. So the share is kept to within one task at any time, no state is
 * needed, and the labeler cannot tell: neither the next gold task's number nor its distance from the last is fixed.
 */
public final class Turns {
    private Turns() {}

    /**
     * Where a labeler is in a project.
     *
     * @param project namespace and name
     * @param labeler who
     * @param done tasks handed in, of both kinds
     * @param screened whether their work counts already
     */
    public record Position(String project, UUID labeler, long done, boolean screened) {}

    /** The next turn. Who is not through with screening gets gold tasks as long as there are any. */
    public static Turn next(Staffing staffing, Position at) {
        if (!at.screened()) {
            return Turn.GOLD;
        }
        double share = staffing.goldShare();
        if (share <= 0) {
            return Turn.ORDINARY;
        }
        long stretch = (long) Math.floor(at.done() * share);
        long first = first(stretch, share);
        long length = first(stretch + 1, share) - first;
        var hash = new BigInteger(1, Sha256.of(at.project() + " " + at.labeler() + " " + stretch));
        long gold = first + hash.mod(BigInteger.valueOf(length)).longValue();
        return at.done() == gold ? Turn.GOLD : Turn.ORDINARY;
    }

    /** The lowest number in the stretch. */
    private static long first(long stretch, double share) {
        long number = (long) Math.ceil(stretch / share);
        // of a share that is no fraction of two the quotient may be off by one unit in the last place
        while (Math.floor(number * share) < stretch) {
            number++;
        }
        while (number > 0 && Math.floor((number - 1) * share) >= stretch) {
            number--;
        }
        return number;
    }
}
