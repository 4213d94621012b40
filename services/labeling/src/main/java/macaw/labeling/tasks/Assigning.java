package macaw.labeling.tasks;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/**
 * What it takes to keep a place of a task for somebody, as a value; effects come after.
 *
 * @param ended the lease that makes way, if one has to
 * @param displaced for whom a place is kept no longer, if somebody has to make way: work that was sent back to them is excluded
 */
public record Assigning(Optional<Lease> ended, Optional<UUID> displaced) {
    private static final Assigning NOTHING = new Assigning(Optional.empty(), Optional.empty());

    /**
     * Decides. Where all places are taken, and {@code release} is asked for, work that waits for its labeler to do it again makes way first, else the
     * lease that ends first. SUBMISSION_CONFLICT where the labeler has handed it in already; TASK_FULL where no place can be had.
     */
    public static Assigning decide(Occupancy task, UUID labeler, boolean release, Instant now) {
        if (task.submitters().contains(labeler) && !task.sentBack().contains(labeler)) {
            throw new CodedException(
                    ErrorCode.SUBMISSION_CONFLICT,
                    "this labeler has handed in task " + task.task() + " already, and nobody does a task twice");
        }
        if (task.hasPlaceFor(labeler, now)) {
            return NOTHING;
        }
        if (!release) {
            throw full(task, "; \"release\": true takes one away from a labeler who has not handed in");
        }
        List<UUID> waiting = task.sentBack().stream()
                .filter(other -> !other.equals(labeler))
                .sorted()
                .toList();
        if (!waiting.isEmpty()) {
            return new Assigning(Optional.empty(), Optional.of(waiting.getFirst()));
        }
        return task.held(now).stream()
                .filter(lease -> !lease.labeler().equals(labeler))
                .min(Comparator.comparing(Lease::expiresAt).thenComparing(Lease::id))
                .map(lease -> new Assigning(Optional.of(lease.expired()), Optional.empty()))
                .orElseThrow(() -> full(task, " by work that counts"));
    }

    private static CodedException full(Occupancy task, String what) {
        return new CodedException(ErrorCode.TASK_FULL, "all places of task " + task.task() + " are taken" + what);
    }
}
