package macaw.labeling.tasks;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import macaw.labeling.projects.Terms;

/**
 * Who is at a task. It has {@code overlap} places; counting submissions, those that were sent back to their labelers, and leases that have not ended
 * take them.
 *
 * @param task the task
 * @param overlap places
 * @param counting counting submissions
 * @param submitters labelers who have submitted, whatever became of it
 * @param sentBack those for whom a place is kept: who are to do it again, and to whom it is assigned
 * @param terms under which a place is handed out now
 * @param leases all leases there were
 * @param closed whether it was closed, by itself or with its project; then no place is left
 */
public record Occupancy(
        UUID task,
        int overlap,
        int counting,
        Set<UUID> submitters,
        Set<UUID> sentBack,
        Terms terms,
        List<Lease> leases,
        boolean closed) {
    public Occupancy {
        submitters = Set.copyOf(submitters);
        sentBack = Set.copyOf(sentBack);
        leases = List.copyOf(leases);
    }

    /** When a task can be handed out. */
    public sealed interface Availability {
        /** It has its counting submissions, or was closed. */
        record Done() implements Availability {}

        /** A place is free. */
        record Free() implements Availability {}

        /** All places that are left are kept for labelers whose work was sent back. */
        record Kept() implements Availability {}

        /** All places are held; the first lease ends then. */
        record HeldUntil(Instant end) implements Availability {}
    }

    /** When the task can be handed out next. */
    public Availability availability(Instant now) {
        if (closed || counting >= overlap) {
            return new Availability.Done();
        }
        List<Lease> held = held(now);
        if (counting + sentBack.size() + held.size() < overlap) {
            return new Availability.Free();
        }
        // places that are kept for those whose work was sent back come free by a decision, not by time
        return held.stream()
                .map(Lease::expiresAt)
                .min(Comparator.naturalOrder())
                .<Availability>map(Availability.HeldUntil::new)
                .orElseGet(Availability.Kept::new);
    }

    /** With the lease as it is now, new or not. */
    public Occupancy with(Lease lease) {
        return new Occupancy(
                task,
                overlap,
                counting,
                submitters,
                sentBack,
                terms,
                Stream.concat(leases.stream().filter(other -> !other.id().equals(lease.id())), Stream.of(lease))
                        .toList(),
                closed);
    }

    List<Lease> held(Instant now) {
        return leases.stream()
                .filter(lease -> lease.holdsPlace(now) && !sentBack.contains(lease.labeler()))
                .toList();
    }

    /** The same where places are handed out under other terms. */
    public Occupancy under(Terms other) {
        return new Occupancy(task, overlap, counting, submitters, sentBack, other, leases, closed);
    }

    /** The terms of the lease that the labeler has not used yet; empty where there is none. */
    public Optional<Terms> leaseOf(UUID labeler) {
        return leases.stream()
                .filter(lease ->
                        lease.state() == Lease.State.HELD && lease.labeler().equals(labeler))
                .map(Lease::terms)
                .findFirst();
    }

    /** Whether a place is left that neither a counting submission nor somebody else's lease takes. */
    public boolean hasPlaceFor(UUID labeler, Instant now) {
        long others = held(now).stream()
                .filter(lease -> !lease.labeler().equals(labeler))
                .count();
        long kept = sentBack.stream().filter(other -> !other.equals(labeler)).count();
        return !closed && counting + kept + others < overlap;
    }
}
