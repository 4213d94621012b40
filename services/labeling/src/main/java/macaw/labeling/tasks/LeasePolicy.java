package macaw.labeling.tasks;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.submissions.SubmissionState;

/**
 * Who gets a place of a task, who keeps it, and whose work counts. No task has more counting submissions and running leases than its
 * overlap, and no labeler submits to a task twice.
 *
 * @param length how long a lease holds unless it is renewed
 */
public record LeasePolicy(Duration length) {
    /** Decides for a labeler who asks for work. A lease that the labeler still holds is handed out again, which is what a reloaded page needs. */
    public Handout handOut(Candidate candidate, UUID labeler, UUID newLease, Instant now) {
        Occupancy task = candidate.occupancy();
        boolean again = task.sentBack().contains(labeler);
        if (!candidate.bars().isEmpty()
                || (task.submitters().contains(labeler) && !again)
                || task.closed()
                || task.counting() >= task.overlap()) {
            return new Handout.Refused();
        }
        List<Lease> ended = task.leases().stream()
                .filter(lease -> lease.state() == Lease.State.HELD && !lease.holdsPlace(now))
                .map(Lease::expired)
                .toList();
        Optional<Lease> own = task.leases().stream()
                .filter(lease -> lease.holdsPlace(now) && lease.labeler().equals(labeler))
                .findFirst();
        if (own.isPresent()) {
            return new Handout.Granted(own.get().until(now.plus(length)), ended);
        }
        if (!task.hasPlaceFor(labeler, now)) {
            return new Handout.Refused();
        }
        return new Handout.Granted(
                new Lease(newLease, task.task(), labeler, task.terms(), now.plus(length), Lease.State.HELD), ended);
    }

    /**
     * The lease with a new end. LEASE_LOST where it is not the labeler's, was used, has ended and its place is taken, or where the labeler
     * passed the task over: a page that is open twice would hold a place that its labeler is never handed again.
     */
    public Lease renew(Candidate candidate, UUID lease, UUID labeler, Instant now) {
        Occupancy task = candidate.occupancy();
        Lease own = own(task, lease, labeler);
        boolean replaced = task.leases().stream()
                .anyMatch(other -> other.state() == Lease.State.HELD
                        && other.labeler().equals(labeler)
                        && !other.id().equals(lease));
        boolean done = task.submitters().contains(labeler) && !task.sentBack().contains(labeler);
        if (replaced || done || candidate.bars().contains(Candidate.Bar.SKIPPED) || !task.hasPlaceFor(labeler, now)) {
            throw lost("lease " + lease + " has ended");
        }
        return own.until(now.plus(length));
    }

    /**
     * Whether there is a place for work handed in under the lease. Late work counts where a place is free and is kept as surplus otherwise.
     * LEASE_LOST where the lease is not the labeler's; SUBMISSION_CONFLICT where the labeler has submitted before.
     */
    public SubmissionState admit(Occupancy task, UUID lease, UUID labeler, Instant now) {
        checkOwn(task, lease, labeler);
        if (task.submitters().contains(labeler)) {
            throw new CodedException(
                    ErrorCode.SUBMISSION_CONFLICT, "task " + task.task() + " has a submission of this labeler already");
        }
        return task.hasPlaceFor(labeler, now) ? SubmissionState.COUNTING : SubmissionState.SURPLUS;
    }

    /** Refuses a lease that is not the labeler's: LEASE_LOST. */
    public void checkOwn(Occupancy task, UUID lease, UUID labeler) {
        own(task, lease, labeler);
    }

    private static Lease own(Occupancy task, UUID lease, UUID labeler) {
        return task.leases().stream()
                .filter(known -> known.id().equals(lease) && known.labeler().equals(labeler))
                .findFirst()
                .orElseThrow(() -> lost("lease " + lease + " of task " + task.task() + " is not this labeler's"));
    }

    private static CodedException lost(String message) {
        return new CodedException(ErrorCode.LEASE_LOST, message);
    }
}
