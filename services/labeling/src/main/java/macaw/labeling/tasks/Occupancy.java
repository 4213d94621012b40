package macaw.labeling.tasks;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Who is at a task. It has {@code overlap} places; counting submissions and leases that have not ended take them.
 *
 * @param task the task
 * @param overlap places
 * @param counting counting submissions
 * @param submitters labelers who have submitted, whatever became of it
 * @param leases all leases there were
 */
public record Occupancy(UUID task, int overlap, int counting, Set<UUID> submitters, List<Lease> leases) {
    public Occupancy {
        submitters = Set.copyOf(submitters);
        leases = List.copyOf(leases);
    }

    /** When a task can be handed out. */
    public sealed interface Availability {
        /** It has its counting submissions. */
        record Done() implements Availability {}

        /** A place is free. */
        record Free() implements Availability {}

        /** All places are held; the first lease ends then. */
        record HeldUntil(Instant end) implements Availability {}
    }

    /** When the task can be handed out next. */
    public Availability availability(Instant now) {
        if (counting >= overlap) {
            return new Availability.Done();
        }
        List<Lease> held = held(now);
        if (counting + held.size() < overlap) {
            return new Availability.Free();
        }
        return new Availability.HeldUntil(held.stream()
                .map(Lease::expiresAt)
                .min(Comparator.naturalOrder())
                .orElseThrow());
    }

    List<Lease> held(Instant now) {
        return leases.stream().filter(lease -> lease.holdsPlace(now)).toList();
    }

    /** Whether a place is left that neither a counting submission nor somebody else's lease takes. */
    boolean hasPlaceFor(UUID labeler, Instant now) {
        long others = held(now).stream()
                .filter(lease -> !lease.labeler().equals(labeler))
                .count();
        return counting + others < overlap;
    }
}
